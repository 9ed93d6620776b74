/** How often work looks at a character, or takes a part of a text: what it does, whatever the machine does beside it. */
export function looksOf(work: () => void): number {
  const { charCodeAt, slice } = String.prototype;
  let count = 0;
  String.prototype.charCodeAt = function (at) {
    count += 1;
    return charCodeAt.call(this, at);
  };
  String.prototype.slice = function (from, to) {
    count += 1;
    return slice.call(this, from, to);
  };
  try {
    work();
  } finally {
    Object.assign(String.prototype, { charCodeAt, slice });
  }
  return count;
}
