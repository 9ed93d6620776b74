/** What does not fit loses lines out of its middle: what it began with and how it ended say most. `room` in UTF-16 units. */
export function shortened(lines: readonly string[], room: number): readonly string[] {
  const sizes = lines.map((line) => line.length + 1);
  if (sizes.reduce((sum, size) => sum + size, 0) <= room) return lines;
  const first = fitting(sizes, room / 4);
  const last = fitting(sizes.slice(first).reverse(), (room / 4) * 3 - 100);
  const left = lines.length - first - last;
  return [
    ...lines.slice(0, first),
    `… ${left} line${left === 1 ? "" : "s"} left out …`,
    ...lines.slice(lines.length - last),
  ];
}

function fitting(sizes: readonly number[], room: number): number {
  let left = room;
  const over = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return over === -1 ? sizes.length : over;
}
