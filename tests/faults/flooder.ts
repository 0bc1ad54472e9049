// A program of its own: pipelines small reports over many connections, until it is killed.
//   bun flooder.ts <report socket> <connections>
import { createConnection } from "node:net";

const [path = "", count = "20"] = process.argv.slice(2);
const BATCH = 200;

for (let i = 0; i < Number(count); i++) {
  const set = { cmd: "SET", status: "working" };
  const lines = Array.from({ length: BATCH }, (_, n) => {
    return `${JSON.stringify({ ...set, session_id: `flood ${i} ${n % 10}`, message: `${n}` })}\n`;
  });
  const batch = Buffer.from(lines.join(""));
  const socket = createConnection({ path, allowHalfOpen: true });
  const pour = () => {
    while (socket.write(batch));
  };
  socket.on("connect", pour);
  socket.on("drain", pour);
  socket.on("data", () => {});
  socket.on("error", () => process.exit());
}
