/** What a service is to run, and where it listens. Absolute paths. */
export interface Service {
  program: string;
  socket: string;
  /** A second socket, for containers and other machines. */
  reportSocket?: string | undefined;
  /** What follows `relay` on the command line of a relay that is to run beside the hub. */
  relay?: readonly string[] | undefined;
}

/** The hub's command line: it stays however long nobody asks for it. */
export function hubCommand({ program, socket, reportSocket }: Service): string[] {
  const words = [program, "daemon", "--socket", socket, "--idle-timeout", "0"];
  return reportSocket === undefined ? words : [...words, "--report-socket", reportSocket];
}

/** The relay's command line; undefined where there is none. */
export function relayCommand({ program, socket, relay }: Service): string[] | undefined {
  return relay === undefined ? undefined : [program, "relay", ...relay, "--socket", socket];
}

/** Name of the unit files, without their endings. */
export const UNIT = "agent-console";
/** The same of the relay's. */
export const RELAY_UNIT = `${UNIT}-relay`;

/** The socket unit: systemd listens, and starts the hub for the first client (systemd.socket(5)). */
export function socketUnit({ socket }: Service): string {
  return `# Written by agent-console service install
[Unit]
Description=Hub of the coding agents, its socket

[Socket]
ListenStream=${specifiers(socket)}
SocketMode=0600
DirectoryMode=0700
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
`;
}

/**
 * The service unit. What it forbids needs no privileges, so that every user's
 * manager can enforce it. Not among it: MemoryDenyWriteExecute, as the runtime
 * compiles code, and PrivateTmp, as the hub looks after its socket's path.
 */
export function serviceUnit(service: Service): string {
  return `# Written by agent-console service install
[Unit]
Description=Hub of the coding agents
Requires=${UNIT}.socket
After=${UNIT}.socket

[Service]
Type=exec
ExecStart=${hubCommand(service).map(quote).join(" ")}
Restart=on-failure
Environment=BUN_GC_TIMER_DISABLE=1
UnsetEnvironment=BUN_OPTIONS BUN_INSPECT BUN_INSPECT_PRELOAD NODE_OPTIONS
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service userfaultfd
SystemCallErrorNumber=EPERM

[Install]
Also=${UNIT}.socket
`;
}

/** The relay's unit: it needs the network, and the hub when that is there. */
export function relayUnit(command: readonly string[]): string {
  return `# Written by agent-console service install
[Unit]
Description=Relay of the coding agents' sessions
After=${UNIT}.service

[Service]
Type=exec
ExecStart=${command.map(quote).join(" ")}
Restart=on-failure
RestartSec=5
Environment=BUN_GC_TIMER_DISABLE=1
UnsetEnvironment=BUN_OPTIONS BUN_INSPECT BUN_INSPECT_PRELOAD NODE_OPTIONS
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=default.target
`;
}

/** The program that a service unit of ours runs; null when it names none. */
export function programOf(unit: string): string | null {
  const [, quoted, plain] = /^ExecStart=(?:"((?:\\.|[^"])*)"|(\S+))/m.exec(unit) ?? [];
  const word = quoted?.replace(/\\(.)/g, "$1") ?? plain;
  return word?.replaceAll("$$", "$").replaceAll("%%", "%") ?? null;
}

/** A word of a command line as systemd.service(5) reads it. */
function quote(word: string): string {
  const literal = specifiers(word).replaceAll("$", "$$$$");
  if (/^[\w@%+=:,./-]+$/.test(word)) return literal;
  return `"${literal.replace(/["\\]/g, "\\$&")}"`;
}

function specifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
