// Decodes the numbers in the page. It knows the format, but not how the numbers are drawn.

/**
 * Decodes the data that all charts of the page share: sample times in ms, ascending, gaps and reboots. columnsOf returns
 * a chart's columns. read(id) returns the parsed JSON of the element with that id, or {}.
 */
export function decode(read) {
  const data = read('data');
  return {
    from: data.from,
    to: data.to,
    cadence: data.cadence,
    due: data.due || data.cadence, // the spacing by which lateness is judged
    detail: data.detail || 0, // from then on, points are samples; before, two points are the lowest and the highest value of many
    step: data.step || 0, // ms that such two points stand for
    gaps: data.gaps || [],
    reboots: data.reboots || [],
    charts: data.charts || {},
    forecasts: data.forecasts || [],
    times: decodeTimes(data.time || []),
    columnsOf: (chart) => new Columns(() => read(`data-${chart}`)),
  };
}

/** The values of a chart's series. They are decoded when first needed, because most charts are out of view. */
class Columns {
  constructor(read) {
    this.read = read;
    this.encoded = null;
    this.decoded = new Map();
  }

  /** Returns the values of a series, null where a sample has none; undefined for an unknown id. */
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

/** Decodes a column: the running sum of its differences, times scale. null stays null. */
export function decodeColumn({ scale = 1, values }) {
  // Dividing by an integer gives 0.3 where multiplying by 0.1 gives 0.30000000000000004.
  const divisor = scale < 1 ? Math.round(1 / scale) : 1;
  const factor = scale < 1 ? 1 : scale;
  let sum = 0;
  return values.map((difference) => {
    if (difference === null) return null;
    sum += difference;
    return (sum * factor) / divisor;
  });
}

/** Returns the index of the time nearest to t; -1 if there are no times. */
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

const nearEnd = 0.01; // of the whole range: so near to the newest sample the pointer may be after it

/** Returns the index of the sample nearest to t; -1 in the time of the forecasts, where there are no values. */
export function sampleAt({ times, from, to, forecasts }, t) {
  return forecasts.length && t > to + (to - from) * nearEnd ? -1 : nearest(times, t);
}
