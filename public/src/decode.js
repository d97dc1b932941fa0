// Turns the page's numbers into samples. Knows the wire format, nothing of how it is drawn.

/**
 * Decodes the JSON of the page: times as differences, columns as scaled differences.
 * Returns the sample times in ms, ascending, and columns, whose get returns the values of a series by its id (null where
 * there is none). A column is decoded when it is first asked for: most charts are not in view.
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
    columns: new Columns(data.columns || {}),
  };
}

class Columns {
  constructor(encoded) {
    this.encoded = new Map(Object.entries(encoded));
    this.decoded = new Map();
  }

  get(id) {
    if (!this.decoded.has(id) && this.encoded.has(id)) this.decoded.set(id, decodeColumn(this.encoded.get(id)));
    return this.decoded.get(id);
  }
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
