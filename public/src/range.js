// Calculations with time ranges, [from, to] in ms. The functions are pure.

/**
 * Returns the whole range: from the first sample to the newest. It extends by a quarter if there are forecasts, or else to the
 * end of the time without samples.
 */
export function wholeRange(samples, now) {
  const { from, to, forecasts = [] } = samples;
  return [from, forecasts.length ? to + (to - from) / 4 : staleEnd(samples, now)];
}

/**
 * Returns the end of the time without samples. It is the newest sample's time, unless that is older than two spacings by which
 * lateness is judged (report.Host.Due): then it is the viewer's clock, but at most a quarter of the whole range later.
 */
export function staleEnd({ from, to, due }, now) {
  return now - to <= 2 * due ? to : Math.min(now, to + (to - from) / 4);
}

/** Moves and shortens the range to be within the whole one, and makes it at least `minLength` long. */
export function clampRange([a, b], [from, to], minLength) {
  const length = Math.min(Math.max(b - a, minLength), to - from);
  const middle = (a + b) / 2;
  const start = Math.min(Math.max(b - a < minLength ? middle - length / 2 : a, from), to - length);
  return [start, start + length];
}

/** Scales the length of the range by a factor. The time `around` keeps its place. */
export function scaleRange([a, b], factor, around) {
  return [around - (around - a) * factor, around + (b - around) * factor];
}

export function sameRange(a, b) {
  return Math.abs(a[0] - b[0]) < 1000 && Math.abs(a[1] - b[1]) < 1000;
}

const minSpread = 0.08; // of the plot's width: fingers that are above each other do not zoom

/**
 * Returns the range after two fingers have moved. range, [from, to], was shown when they were at the places `before`, in parts
 * of the plot's width; now they are at `after`. The time that was between them stays there.
 */
export function pinchRange([from, to], before, after) {
  const middle = (places) => (places[0] + places[1]) / 2;
  const spread = (places) => Math.max(Math.abs(places[0] - places[1]), minSpread);
  const time = from + middle(before) * (to - from);
  const length = ((to - from) * spread(before)) / spread(after);
  const start = time - middle(after) * length;
  return [start, start + length];
}
