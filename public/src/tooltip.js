// The tooltip beside the cursor: the time of the sample and the values of the chart under the pointer. Where the chart's table
// is beside the plot or narrow, the table shows the values, and the tooltip only the time. It is built from DOM nodes, because
// names may contain markup.
import { bandsOf } from './bands.js';
import { sampleTime } from './clock.js';
import { make } from './element.js';
import { formatValue } from './format.js';
import { drawnValues } from './nearest-line.js';
import { margins, scaled } from './plot.js';
import { Tip } from './tip.js';

const total = 'total';
const maxRows = 12;
const lineHeight = 19; // pixels at the default font size, as css/chart.css has it in rem

/**
 * Chooses at most `count` lines with values at a sample: those drawn nearest to the line with the id `near`, or without one the
 * first lines. Returns them by value, highest first, those below zero last.
 */
export function chooseLines(lines, index, near, count) {
  const heights = drawnValues(lines, index);
  const present = lines.map((line, i) => ({ line, height: heights[i] })).filter(({ height }) => height !== null);
  const at = present.find(({ line }) => line.id === near);
  const off = ({ height }) => Math.abs(height - at.height);
  const chosen = at ? present.slice().sort((a, b) => off(a) - off(b)) : present;
  const value = ({ line }) => (line.below ? -1 : 1) * line.values[index];
  return chosen.slice(0, count).sort((a, b) => value(b) - value(a)).map(({ line }) => line);
}

/** Returns the sum of a stack's layers at a sample; null unless there are several with values, or if a line shows it. */
export function totalOf(lines, index) {
  if (lines.some(({ name }) => name === total)) return null;
  const values = lines.filter(({ stack }) => stack).map(({ values }) => values[index]).filter((value) => value !== null && value !== undefined);
  return values.length > 1 ? values.reduce((sum, value) => sum + value, 0) : null;
}

export class Tooltip extends Tip {
  constructor() {
    super();
    this.narrow = matchMedia('(max-width: 40em)'); // as in css/table.css
  }

  /** Returns where a chart's tooltip may be, in the window: {left, right, top, bottom}, and brief: whether it shows only the time. */
  placeFor(chart) {
    const plot = chart.element.getBoundingClientRect();
    const table = chart.element.closest('figure').querySelector('.values').getBoundingClientRect();
    const beside = table.height > 0 && table.left >= plot.right - 1;
    const { left, right, top, bottom } = plot;
    return { left, right, top: Math.max(top, 4), bottom: Math.min(bottom - margins.bottom, innerHeight - 4), brief: beside || this.narrow.matches };
  }

  /** Shows a chart's values at a sample, beside x and y of the window. near is the id of the line nearest to the pointer. */
  show(chart, index, near, place, x, y) {
    const { times, detail } = chart.samples;
    const time = make('time', {}, `${times[index] < detail ? '≈ ' : ''}${sampleTime(times[index], chart.samples)}`);
    this.fill(time, ...(place.brief ? [] : this.rows(chart, index, near, place)));
    this.box.classList.toggle('brief', place.brief);
    if (place.brief) this.moveAbove(place, x);
    else this.moveBeside(place, x, y);
  }

  // Returns as many rows as there is space for.
  rows({ shown, skeleton: { unit }, view: { before } }, index, near, { top, bottom }) {
    const sum = totalOf(shown, index);
    const space = Math.floor((bottom - top - 20) / scaled(lineHeight)) - 1 - (sum === null ? 0 : 1); // without padding, time and total
    const present = drawnValues(shown, index).filter((height) => height !== null).length;
    const fits = Math.max(2, Math.min(maxRows, space));
    const chosen = chooseLines(shown, index, near, present > fits ? fits - 1 : fits); // one row less for "and n more"
    const rows = chosen.map((line) => row(line, unit, line.values[index], line.id === near));
    bandsOf(shown).forEach((line) => {
      const at = chosen.indexOf(line);
      if (at >= 0) rows[at].append(bounds(line, unit, index));
    });
    chosen.forEach((line, i) => {
      const earlier = before.at(line, index);
      if (earlier !== null) rows[i].append(make('small', {}, `was ${formatValue(unit, earlier)}`));
    });
    if (present === 0) return [note('no values')];
    if (present > chosen.length) rows.push(note(`and ${present - chosen.length} more`));
    if (sum !== null) rows.push(row({ name: total }, unit, sum, false));
    return rows;
  }

  // Above the plot, over the cursor's line.
  moveAbove({ left, right, top }, x) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    this.move(Math.max(left, Math.min(x - width / 2, right - width)), Math.max(4, top + margins.top - height));
  }
}

function row(line, unit, number, near) {
  const kind = line.color ? `key c${line.color} ${line.dash} ${line.direction}` : 'total';
  return make('div', { class: near ? `${kind} near` : kind }, make('span', {}, line.name), make('b', {}, formatValue(unit, number)));
}

// The lowest and the highest value that a line has the mean of.
function bounds({ extremes: { low, high } }, unit, index) {
  return make('small', {}, `${formatValue(unit, low[index])} – ${formatValue(unit, high[index])}`);
}

const note = (text) => make('p', {}, text);
