/** Entry that holds a place. */
export function entryOf(offsets: Float64Array, place: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! <= place) low = middle;
    else high = middle;
  }
  return low;
}
