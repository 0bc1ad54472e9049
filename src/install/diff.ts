import { createTwoFilesPatch } from "diff";

/** A change of one file as a unified diff, empty when there is none; null stands for no file. */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  if (before === after) return "";
  const from = before === null ? "/dev/null" : file;
  const to = after === null ? "/dev/null" : file;
  const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "");
  // Subversion's two lines above the header are no help to anyone.
  return patch.replace(/^(?:Index: .*\n)?=+\n/, "");
}
