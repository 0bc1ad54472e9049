// The least a compiled Bun server does: listen, and nothing else.
Bun.listen({ unix: process.argv[2] ?? "", socket: { data() {} } });
