/**
 * Measures that decide tests: what the heap grows by, and which of two is slower by how much.
 */

/** Bytes by which the heap grows per call. */
export function heapGrowth(calls: number, call: () => void): number {
  const measure = (): number => {
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) call();
    return (process.memoryUsage().heapUsed - before) / calls;
  };
  // A collection in between shows as a loss, feedback of the compiler as a little growth at first.
  return Math.min(...Array.from({ length: 5 }, measure).map((growth) => Math.max(0, growth)));
}

/** How many times longer the first takes than the second, in turns. */
export function medianRatio(slow: () => void, fast: () => void): number {
  const timeOf = (work: () => void): number => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  };
  for (let i = 0; i < 20; i++) [slow, fast].forEach(timeOf);
  const ratios = Array.from({ length: 31 }, () => timeOf(slow) / timeOf(fast)).sort((a, b) => a - b);
  return ratios[15]!;
}
