// The ticks of the time axis. render/svg/timeline.go chooses the same for the static charts, so that the ticks do not move when the
// canvas replaces one; only the time zone may differ. option.js adds the day if no tick shows it.

import { scaled } from './plot.js';

const maxSteps = 10; // 48 h have ticks every 6 h, also if the range extends because a host is late
const narrowWidth = 560; // pixels at the default font size: narrower charts omit every other label, as in css/static.css
const day = 86400;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
  day, 2 * day, 7 * day, 14 * day]; // seconds
const monthSteps = [1, 2, 3, 6, 12, 60]; // of which the number counts from January
const monthLength = 28 * day; // that of a short one, in seconds

// Of ticks that are days apart, the number counts from 1970, as those of the static charts do.
function isEven(at, n, step) {
  const date = new Date(at);
  const days = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 1000;
  return (step > day ? days / step : n) % 2 === 0;
}

/**
 * Returns the ticks from time a to time b in ms: {all, labelled, months}. width is that of the chart in pixels; months tells whether
 * ticks are at the begins of months.
 */
export function timeTicks([a, b], width) {
  const fits = (seconds) => Math.floor((b - a) / 1000 / seconds) <= maxSteps;
  const wide = width > scaled(narrowWidth);
  const step = steps.find(fits);
  if (step) return ticksOfDays(a, b, step, wide);
  return ticksOfMonths(a, b, monthSteps.find((months) => fits(months * monthLength)) || Infinity, wide);
}

function ticksOfDays(a, b, step, wide) {
  const all = [];
  const labelled = [];
  const first = new Date(a);
  const date = [first.getFullYear(), first.getMonth(), first.getDate()];
  if (step > day) date[2] -= (Date.UTC(...date) / 1000 / day) % (step / day); // days whose number since 1970 it divides
  const skipped = Math.floor((first - new Date(...date)) / 1000 / step) - 3600 / step; // an hour may occur twice
  for (let n = Math.max(0, Math.floor(skipped)); ; n++) {
    const at = new Date(...date, 0, 0, n * step).getTime(); // local time, also on days of 23 or 25 hours
    if (at > b) return { all, labelled, months: false };
    if (at < a || at === all[all.length - 1]) continue;
    all.push(at);
    if (wide || isEven(at, n, step) || step === day) labelled.push(at);
  }
}

function ticksOfMonths(a, b, step, wide) {
  const all = [];
  const labelled = [];
  const first = new Date(a);
  for (let number = Math.ceil((first.getFullYear() * 12 + first.getMonth()) / step) * step; ; number += step) {
    const at = new Date(0, number - 1900 * 12, 1).getTime();
    if (!(at <= b)) return { all, labelled, months: true };
    if (at < a) continue;
    all.push(at);
    if (wide || (number / step) % 2 === 0) labelled.push(at);
  }
}
