/** What was probably meant: the candidate with the fewest edits, if they are few for its length. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: edits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.round(Math.max(candidate.length, name.length) / 3)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** Letters put in, left out, swapped for another, or with their neighbour: the optimal string alignment distance. */
function edits(from: string, to: string): number {
  const [one, other] = [[...from], [...to]];
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of one.entries()) {
    const next = [index + 1];
    for (const [column, goal] of other.entries()) {
      const swap = cell(row, column) + (letter === goal ? 0 : 1);
      const turned =
        letter === other[column - 1] && goal === one[index - 1]
          ? cell(before, column - 1) + 1
          : Number.POSITIVE_INFINITY;
      next.push(Math.min(swap, turned, cell(row, column + 1) + 1, cell(next, column) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
