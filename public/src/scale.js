// The value axis: where it ends and where its ticks stand, as a person would choose. The server's pictures have the same.
import { drawnValues } from './nearest-line.js';

/**
 * The axis for values from low (at most 0) to high (at least 0): ends at ticks, three to five steps, powers of two for
 * bytes, 25 for 0–100. A top other than 0 is the fixed upper end.
 */
export function valueAxis(unit, low, high, top = 0) {
  if (top === 100 && low === 0) return { min: 0, max: 100, interval: 25 };
  if (low === 0 && high === 0) high = unit.idle || 1;
  if (top) high = top;
  const interval = step(unit, (high - low) / 5);
  return {
    min: Math.floor(low / interval) * interval || 0, // never -0
    max: top || Math.ceil(high / interval) * interval || 0,
    interval,
  };
}

function step(unit, least) {
  if (unit.base === 1024) return Math.pow(2, Math.max(0, Math.ceil(Math.log2(least))));
  const power = Math.pow(10, Math.floor(Math.log10(least)));
  const nice = [1, 2, 2.5, 5, 10].find((n) => n * power >= least * 0.999) * power;
  return unit.whole ? Math.max(1, Math.ceil(nice)) : nice;
}

/**
 * The lowest and highest point that the lines reach from time a to time b, zero included; stacked lines count
 * together. Each line is {values, stack, below}.
 */
export function extent(times, lines, a, b) {
  let low = 0;
  let high = 0;
  times.forEach((time, i) => {
    if (time < a || time > b) return;
    for (const value of drawnValues(lines, i)) {
      low = Math.min(low, value); // null counts as 0
      high = Math.max(high, value);
    }
  });
  return [low, high];
}
