// The statistics of a line over a time range. The server computes the same in render/report/statistics.go.

/** Returns {min, avg, max, p95} of the values from time a to time b, null if there are none. p95 uses the nearest rank. */
export function statistics(times, values, [a, b]) {
  const known = values.filter((value, i) => value !== null && times[i] >= a && times[i] <= b).sort((x, y) => x - y);
  const count = known.length;
  if (count === 0) return { min: null, avg: null, max: null, p95: null };
  return {
    min: known[0],
    avg: known.reduce((sum, value) => sum + value, 0) / count,
    max: known[count - 1],
    p95: known[Math.ceil((95 * count) / 100) - 1],
  };
}
