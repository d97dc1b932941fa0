// The ticks of the time axis: chosen as the server does for its static charts, render/axis.go, so that they do not jump
// when this page's charts take their place; but in the viewer's zone, and option.js names the day where no tick does.

const most = 10; // steps: 48 h have ticks each 6 h, and so has what a late host adds to them
const narrow = 560; // pixels of a chart: below, every other label is left out; css/static.css says the same
const day = 86400;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, day]; // seconds

/** The ticks from time a to time b: {all, labelled}, in ms; labelled are those that have room in a chart so wide. */
export function timeTicks([a, b], width) {
  const step = steps.find((seconds) => Math.floor((b - a) / 1000 / seconds) <= most) || day;
  const all = [];
  const labelled = [];
  const first = new Date(a);
  const date = [first.getFullYear(), first.getMonth(), first.getDate()];
  const skipped = Math.floor((first - new Date(...date)) / 1000 / step) - 3600 / step; // an hour may come twice
  for (let n = Math.max(0, Math.floor(skipped)); all.length < 100; n++) {
    const at = new Date(...date, 0, 0, n * step).getTime(); // by the clock on the wall, whatever hour is left out
    if (at > b) break;
    if (at < a || at === all[all.length - 1]) continue;
    all.push(at);
    if (width > narrow || n % 2 === 0 || step === day) labelled.push(at);
  }
  return { all, labelled };
}
