/**
 * Part of a plugin's text: a hook that stays for the answer to what it is piped,
 * and prints it. Needs what `send` needs. The agent never waits for it; once the
 * agent is gone it leaves by itself.
 */
export const STAY = `
function stay(payload, answered) {
  let input;
  try {
    input = open(JSON.stringify(payload));
    const child = spawn(PROGRAM, ["hook", AGENT, "--answers"], { stdio: [input, "pipe", "ignore"], detached: true });
    let printed = "";
    child.on("error", () => {});
    child.stdout.on("data", (chunk) => (printed += chunk));
    child.stdout.on("end", () => printed && answered(printed));
    child.unref();
    if (child.stdout.unref) child.stdout.unref();
  } catch {
    // The program is gone, or the machine is out of processes: the dialog stands.
  }
  if (input !== undefined) closeSync(input);
}
`;
