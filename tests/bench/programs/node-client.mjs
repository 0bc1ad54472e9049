// A hook written for node: report, wait for the answer, leave.
import { connect } from "node:net";

const socket = connect(process.argv[2], () => {
  socket.write('{"cmd":"SET","session_id":"node","status":"working"}\n');
});
socket.on("data", () => process.exit(0));
