// Turns the page's numbers into samples. Knows the wire format, nothing of how it is drawn.

/**
 * Decodes the JSON of the page: times as differences, columns as scaled differences.
 * Returns the sample times in ms, ascending, and a Map of series id to values (null where there is none).
 */
export function decode(data) {
  return {
    from: data.from,
    to: data.to,
    cadence: data.cadence,
    gaps: data.gaps || [],
    reboots: data.reboots || [],
    charts: data.charts || {},
    times: decodeTimes(data.time || []),
    columns: new Map(Object.keys(data.columns || {}).map((id) => [id, decodeColumn(data.columns[id])])),
  };
}

function decodeTimes(differences) {
  let time = 0;
  return differences.map((difference) => (time += difference));
}

/** A column's values: the running sum of what is not null, times scale. */
export function decodeColumn({ scale = 1, values }) {
  // Dividing by a whole number gives 0.3 where multiplying by 0.1 gives 0.30000000000000004.
  const divisor = scale < 1 ? Math.round(1 / scale) : 1;
  const factor = scale < 1 ? 1 : scale;
  let sum = 0;
  return values.map((difference) => {
    if (difference === null) return null;
    sum += difference;
    return (sum * factor) / divisor;
  });
}

/** The index of the time nearest to t; -1 without times. */
export function nearest(times, t) {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < t) low = middle + 1;
    else high = middle;
  }
  return low > 0 && t - times[low - 1] < times[low] - t ? low - 1 : high < 0 ? -1 : low;
}
