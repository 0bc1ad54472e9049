// The least a compiled Bun client does: connect, and leave.
Bun.connect({
  unix: process.argv[2] ?? "",
  socket: {
    data() {},
    open: () => process.exit(0),
  },
});
