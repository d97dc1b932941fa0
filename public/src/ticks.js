// The ticks of the time axis. render/axis.go chooses the same for the static charts, so that the ticks do not move when the
// canvas replaces one; only the time zone may differ. option.js adds the day if no tick shows it.

import { scaled } from './plot.js';

const maxSteps = 10; // 48 h have ticks every 6 h, also if the range extends because a host is late
const narrowWidth = 560; // pixels at the default font size: narrower charts omit every other label, as in css/static.css
const day = 86400;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
  day, 2 * day, 7 * day, 14 * day, 28 * day, 56 * day]; // seconds

// Of ticks that are days apart, the number counts from 1970, as those of the static charts do.
function isEven(at, n, step) {
  const date = new Date(at);
  const days = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 1000;
  return (step > day ? days / step : n) % 2 === 0;
}

/** Returns the ticks from time a to time b in ms: {all, labelled}. width is that of the chart in pixels. */
export function timeTicks([a, b], width) {
  const step = steps.find((seconds) => Math.floor((b - a) / 1000 / seconds) <= maxSteps) || steps[steps.length - 1];
  const all = [];
  const labelled = [];
  const first = new Date(a);
  const date = [first.getFullYear(), first.getMonth(), first.getDate()];
  if (step > day) date[2] -= (Date.UTC(...date) / 1000 / day) % (step / day); // days whose number since 1970 it divides
  const skipped = Math.floor((first - new Date(...date)) / 1000 / step) - 3600 / step; // an hour may occur twice
  for (let n = Math.max(0, Math.floor(skipped)); all.length < 100; n++) {
    const at = new Date(...date, 0, 0, n * step).getTime(); // local time, also on days of 23 or 25 hours
    if (at > b) break;
    if (at < a || at === all[all.length - 1]) continue;
    all.push(at);
    if (width > scaled(narrowWidth) || isEven(at, n, step) || step === day) labelled.push(at);
  }
  return { all, labelled };
}
