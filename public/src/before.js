// The switch "compare with before": each chart's lines one period earlier, as thin dotted lines, from the data of the page.
import { nearest } from './decode.js';

const day = 24 * 60 * 60 * 1000;
const near = 0.75; // of a cadence: how far a sample may be from one period earlier

/** Returns the period of a page: a day for samples, a week for hours, a year for days. */
export function periodOf({ open, cadence }) {
  if (!open) return day;
  return cadence < day ? 7 * day : 365 * day;
}

/** Returns for each sample the index of the one a period earlier; -1 if there is none. Of samples, those of the newest period have one. */
export function indexesBefore(samples) {
  const { times, to, open, cadence } = samples;
  const period = periodOf(samples);
  return times.map((time) => {
    if (!open && time <= to - period) return -1;
    const at = nearest(times, time - period);
    return Math.abs(times[at] - time + period) <= near * cadence ? at : -1;
  });
}

/** Returns the lines that are drawn to compare with: one for each line, but of layers their sum. before is null or a Before. */
export function earlierLines(before, lines) {
  if (!before || !before.on) return [];
  const layers = lines.filter(({ stack }) => stack);
  const list = lines.filter(({ stack }) => !stack).map(({ id, color, below, values }) => ({ id: `${id}_before`, color, below, values: before.of(values) }));
  if (layers.length) list.push({ id: 'sum_before', color: 0, below: false, values: before.of(sumOf(layers)) });
  return list.filter(({ values }) => values.some((value) => value !== null));
}

// Returns the sum of layers at each sample, null where none has a value.
function sumOf(layers) {
  return layers[0].values.map((_, i) => {
    const values = layers.map(({ values }) => values[i]).filter((value) => value !== null);
    return values.length ? values.reduce((sum, value) => sum + value, 0) : null;
  });
}

/** Returns the part of a dataset of such lines. columns are their rows. */
export function earlierSource(earlier, columns) {
  return Object.fromEntries(earlier.map(({ id, below }, i) => [id, below ? columns[i].map((v) => (v === null ? null : -v)) : columns[i]]));
}

/** Returns the series of such lines. */
export function earlierOptions(earlier, theme) {
  return earlier.map(({ id, color }) => ({
    id,
    type: 'line',
    encode: { x: 't', y: id },
    symbol: 'none',
    showSymbol: false,
    z: 4,
    silent: true,
    animation: false,
    lineStyle: { width: 1, type: [1, 3], color: color ? theme.palette[color] : theme.ink },
    emphasis: { disabled: true },
    blur: { lineStyle: { opacity: 0.13 } },
  }));
}
