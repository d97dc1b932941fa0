// Turns the page's numbers into samples. Knows the wire format, nothing of how it is drawn.

/**
 * Decodes what all charts of the page share: the sample times in ms, ascending, and where they have gaps and reboots.
 * columnsOf gives a chart's own columns. read returns the JSON that has an id in the page, parsed; {} for none.
 */
export function decode(read) {
  const data = read('data');
  return {
    from: data.from,
    to: data.to,
    cadence: data.cadence,
    gaps: data.gaps || [],
    reboots: data.reboots || [],
    charts: data.charts || {},
    times: decodeTimes(data.time || []),
    columnsOf: (chart) => new Columns(() => read(`data-${chart}`)),
  };
}

/** The values of a chart's series. They are read when the first is asked for: most charts are not in view. */
class Columns {
  constructor(read) {
    this.read = read;
    this.encoded = null;
    this.decoded = new Map();
  }

  /** The values of a series by its id, null where there is none; undefined for another id. */
  get(id) {
    if (!this.encoded) this.encoded = new Map(Object.entries(this.read()));
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
