/** What is read of a bun.lock: name -> [id, registry, facts, integrity], as Bun 1.4 writes it. */
export interface LockFile {
  workspaces: Record<string, { dependencies?: Record<string, string> }>;
  packages: Record<string, [id: string, registry: string, facts: LockFacts, integrity: string]>;
}
interface LockFacts {
  dependencies?: Record<string, string>;
}

/** What the bill is made from. */
export interface Materials {
  version: string;
  /** Day of the sources, or null. */
  day: string | null;
  /** Lock files: that of the program, that of its runtimes. */
  locks: readonly LockFile[];
  /** A package's licence, as its package.json says. */
  licenseOf(name: string): string | undefined;
}

/** The list of all that is in the binaries, in CycloneDX 1.6. Same sources, same bytes. */
export function billOfMaterials({ version, day, locks, licenseOf }: Materials): string {
  const packages = locks.flatMap((lock) =>
    shipped(lock).map((name) => ({ name, entry: lock.packages[name] })),
  );
  const components = packages.map(({ name, entry }) => {
    if (entry === undefined) throw new Error(`${name} is not in its lock file`);
    return component(entry[0], entry[3], licenseOf(name));
  });
  const root = { type: "application", "bom-ref": "agent-console", name: "agent-console", version };
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      ...(day === null ? {} : { timestamp: `${day}T00:00:00Z` }),
      component: { ...root, licenses: [{ license: { id: "MIT" } }] },
    },
    components,
    dependencies: [
      { ref: "agent-console", dependsOn: components.map((one) => one["bom-ref"]) },
      ...components.map((one) => ({ ref: one["bom-ref"] })),
    ],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/**
 * What dependencies ask for and no binary has: types, and what is of use to the parts of
 * the MQTT library that we leave out (its command line, web sockets, proxies, browsers).
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["@types/node", "@types/readable-stream", "@types/ws", "tslib"],
  ...["commist", "concat-stream", "help-me", "minimist", "split2", "socks", "ws"],
  ...["abort-controller", "buffer", "events", "worker-factory", "worker-timers-worker"],
]);

/** Packages that end up in a binary: the dependencies and theirs, not what the tests need. */
function shipped({ workspaces, packages }: LockFile): string[] {
  const found = new Set<string>();
  const visit = (names: Record<string, string> | undefined) => {
    for (const name of Object.keys(names ?? {})) {
      if (found.has(name) || LEFT_OUT.has(name)) continue;
      found.add(name);
      visit(packages[name]?.[2].dependencies);
    }
  };
  visit(workspaces[""]?.dependencies);
  return [...found].sort();
}

function component(id: string, integrity: string, license: string | undefined) {
  const at = id.lastIndexOf("@");
  const name = id.slice(0, at);
  const version = id.slice(at + 1);
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const hash = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
  return {
    type: name.startsWith("@oven/") ? "platform" : "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    hashes: [{ alg: "SHA-512", content: hash }],
    ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
  };
}
