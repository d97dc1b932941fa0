// The statistics of a line over a time range. The server computes the same in render/report/statistics.go.

/**
 * Returns the statistics of a line. Where its values are means, min and max are of the samples.
 */
export function lineStatistics(times, { values, extremes }, range, detail) {
  const result = statistics(times, values, range, detail);
  if (!extremes || result.min === null) return result;
  return { ...result, min: statistics(times, extremes.low, range).min, max: statistics(times, extremes.high, range).max };
}

/**
 * Returns {min, avg, max, p95} of the values from time a to time b, null if there are none. p95 uses the nearest rank. Before
 * the time detail, values are the lowest and highest of many: then avg and p95 are unknown, null.
 */
export function statistics(times, values, [a, b], detail = 0) {
  const known = values.filter((value, i) => value !== null && times[i] >= a && times[i] <= b).sort((x, y) => x - y);
  const count = known.length;
  if (count === 0) return { min: null, avg: null, max: null, p95: null };
  const exact = a >= detail;
  return {
    min: known[0],
    avg: exact ? known.reduce((sum, value) => sum + value, 0) / count : null,
    max: known[count - 1],
    p95: exact ? known[Math.ceil((95 * count) / 100) - 1] : null,
  };
}
