import type { TargetFile } from "../agents/facets/install.ts";
import { type DiskFile, readDisk } from "./disk.ts";
import type { InstallOptions, Located } from "./locate.ts";

/** One file of an agent, read, with what is to stand in it. */
export interface Place {
  agent: string;
  spec: TargetFile;
  disk: DiskFile;
  /** The agent's version; null when it was not asked, or did not say. */
  version: string | null;
  /** The program to name. */
  program: string;
  /** Whether its hook is to stay for answers; undefined for as it is. */
  answers: boolean | undefined;
  located: Located;
}

/** Reads an agent's files. */
export function readPlaces(
  located: Located,
  version: string | null,
  { program, answers }: Pick<InstallOptions, "program" | "answers">,
): Place[] {
  return located.files.map(({ path, spec }) => ({
    agent: located.agent.name,
    spec,
    disk: readDisk(path),
    version,
    program,
    answers,
    located,
  }));
}
