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
    open: data.open || 0, // hours that are shown when the page is opened; 0: the whole range. Pages of a host's history have it
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
    this.values = new Map();
    this.bounds = new Map();
  }

  /** Returns the values of a series, null where a sample has none; undefined for an unknown id. */
  get(id) {
    return this.decode(id, this.values, decodeColumn);
  }

  /** Returns the lowest and the highest values that a series has the means of, {low, high}; null if it has none. */
  extremes(id) {
    return this.decode(id, this.bounds, decodeExtremes) || null;
  }

  decode(id, decoded, how) {
    if (!this.encoded) this.encoded = new Map(Object.entries(this.read()));
    if (!decoded.has(id) && this.encoded.has(id)) decoded.set(id, how(this.encoded.get(id)));
    return decoded.get(id);
  }
}

function decodeTimes(differences) {
  let time = 0;
  return differences.map((difference) => (time += difference));
}

/**
 * Decodes the lowest and the highest values that a column has the means of: {low, high}; null if it has none. They stand in the page as
 * distances from the means (render/extremes.go).
 */
export function decodeExtremes(column) {
  const { scale, values, step, low, high, min, max } = column;
  if (!low) return null;
  const means = decodeColumn({ scale: 1, values });
  const decode = (distances, side) => {
    const steps = decodeColumn({ scale: step, values: distances });
    const within = steps.map((distance, i) => (distance === null ? null : Math.min(max, Math.max(min, means[i] + side * distance))));
    return within.map((n) => (n === null ? null : valueOf(n, scale)));
  };
  return { low: decode(low, -1), high: decode(high, 1) };
}

/** Decodes a column: the running sum of its differences, times scale. null stays null. */
export function decodeColumn({ scale = 1, values }) {
  let sum = 0;
  return values.map((difference) => {
    if (difference === null) return null;
    sum += difference;
    return valueOf(sum, scale);
  });
}

// Dividing by an integer gives 0.3 where multiplying by 0.1 gives 0.30000000000000004.
function valueOf(n, scale) {
  return scale < 1 ? n / Math.round(1 / scale) : n * scale;
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
