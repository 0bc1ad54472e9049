/** Part of a plugin's text: whether its agent has a terminal. Needs `readFileSync`. */
export const HAS_TERMINAL = `
const hasTerminal = () => {
  try {
    return readFileSync("/proc/self/stat", "utf8").split(") ").pop().split(" ")[4] !== "0";
  } catch {
    // A system without /proc.
    return false;
  }
};
`;
