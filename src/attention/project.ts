/**
 * The shortest end of each path that no other of them has: `api` while there is
 * one, `shop/api` and `blog/api` when there are two. `Map<path, label>`
 */
export function labelProjects(paths: Iterable<string>): Map<string, string> {
  const labels = new Map<string, string>();
  let open = [...new Set(paths)].map((path) => ({ path, starts: componentStarts(path) }));
  for (let depth = 1; open.length > 0; depth += 1) {
    const bySuffix = Map.groupBy(open, ({ path, starts }) => suffix(path, starts, depth));
    open = [];
    for (const [label, group] of bySuffix) {
      for (const entry of group) {
        const isWhole = depth >= entry.starts.length;
        if (group.length === 1 || isWhole) {
          // One that is used up is named in full; the others still differ from it.
          labels.set(entry.path, group.length === 1 ? label : entry.path);
        } else {
          open.push(entry);
        }
      }
    }
  }
  return labels;
}

/** Where each component begins, the first one first. */
function componentStarts(path: string): number[] {
  return [...path.matchAll(/[^\\/]+/g)].map((match) => match.index);
}

function suffix(path: string, starts: readonly number[], depth: number): string {
  const start = starts.at(-Math.min(depth, starts.length));
  return start === undefined ? path : path.slice(start).replace(/[\\/]+$/, "");
}
