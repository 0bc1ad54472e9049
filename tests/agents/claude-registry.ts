/** When {@link RECORD} was written. */
export const NOW = 1_700_000_000_000;

/** A record of Claude Code's registry as CLI 2.1.278 writes it, with what we do not read. */
export const RECORD = {
  pid: 7,
  sessionId: "a",
  cwd: "/work",
  startedAt: NOW - 100_000,
  procStart: "123",
  version: "2.1.278",
  peerProtocol: 1,
  kind: "interactive",
  entrypoint: "cli",
  pidDomain: "linux",
  messagingSocketPath: "/tmp/cc-socks/7.sock",
  name: "work-55",
  status: "busy",
  updatedAt: NOW,
  statusUpdatedAt: NOW - 10,
};
