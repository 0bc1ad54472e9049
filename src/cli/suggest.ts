/** The known word closest to a mistyped one by edit distance, if it is close enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const limit = Math.max(1, Math.floor(word.length / 3));
  const isPrefix = (candidate: string) => word.length > 1 && candidate.startsWith(word);
  if (best !== undefined && best.distance <= limit) return best.candidate;
  return known.find(isPrefix);
}

/** The message with `- did you mean …?` appended, where a known word is close enough. */
export function withSuggestion(message: string, word: string, known: readonly string[]): string {
  const suggestion = nearest(word, known);
  return suggestion === undefined ? message : `${message} - did you mean ${suggestion}?`;
}

// Optimal string alignment distance: a transposition counts as one edit.
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
