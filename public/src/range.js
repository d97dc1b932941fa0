// Stretches of time, [from, to] in ms: what the x axis can show. Pure.

const leastDue = 60 * 1000; // samples seconds apart promise no more of them: report.Host.Due

/**
 * The whole range: from the first sample to the newest, and when nothing came for two cadences, on towards the
 * viewer's clock, by a quarter at most.
 */
export function wholeRange({ from, to, cadence }, now) {
  if (now - to <= 2 * Math.max(cadence, leastDue)) return [from, to];
  return [from, Math.min(now, to + (to - from) / 4)];
}

/** The range moved and cut to lie within the whole one, and at least `least` long. */
export function clampRange([a, b], [from, to], least) {
  const length = Math.min(Math.max(b - a, least), to - from);
  const middle = (a + b) / 2;
  const start = Math.min(Math.max(b - a < least ? middle - length / 2 : a, from), to - length);
  return [start, start + length];
}

/** The range made shorter or longer by a factor, around a time that stays where it is. */
export function scaleRange([a, b], factor, around) {
  return [around - (around - a) * factor, around + (b - around) * factor];
}

export function sameRange(a, b) {
  return Math.abs(a[0] - b[0]) < 1000 && Math.abs(a[1] - b[1]) < 1000;
}
