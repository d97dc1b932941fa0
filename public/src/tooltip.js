// The tooltip beside the cursor: the time of the sample and the values of the chart under the pointer. Where the chart's table
// is beside the plot or narrow, the table shows the values, and the tooltip only the time. It is built from DOM nodes, because
// names may contain markup.
import { bandsOf } from './bands.js';
import { sampleTime } from './clock.js';
import { formatValue } from './format.js';
import { drawnValues } from './nearest-line.js';
import { margins } from './plot.js';

const total = 'total';
const maxRows = 12;
const distance = 16; // pixels from the pointer

/**
 * Chooses at most `count` lines with values at a sample: those drawn nearest to the line with the id `near`, or without one the
 * first lines. Returns them by value, highest first, those below zero last.
 */
export function chooseLines(lines, index, near, count = maxRows) {
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

export class Tooltip {
  constructor() {
    this.box = document.createElement('div');
    this.box.className = 'tip';
    this.box.hidden = true;
    this.box.setAttribute('aria-hidden', 'true'); // the table and the announcer contain the same values
    document.body.append(this.box);
    this.narrow = matchMedia('(max-width: 40em)'); // as in css/table.css
    this.lineHeight = parseFloat(getComputedStyle(this.box).lineHeight) || 20;
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
    const time = document.createElement('time');
    time.textContent = `${chart.samples.times[index] < chart.samples.detail ? '≈ ' : ''}${sampleTime(chart.samples.times[index], chart.samples)}`;
    this.box.replaceChildren(time, ...(place.brief ? [] : this.rows(chart, index, near, place)));
    this.box.classList.toggle('brief', place.brief);
    this.box.hidden = false;
    if (place.brief) this.moveAbove(place, x);
    else this.moveBeside(place, x, y);
  }

  // Returns as many rows as there is space for.
  rows({ shown, skeleton: { unit } }, index, near, { top, bottom }) {
    const sum = totalOf(shown, index);
    const space = Math.floor((bottom - top - 20) / this.lineHeight) - 1 - (sum === null ? 0 : 1); // without padding, time and total
    const present = chooseLines(shown, index, near, Infinity).length;
    const fits = Math.max(2, Math.min(maxRows, space));
    const chosen = chooseLines(shown, index, near, present > fits ? fits - 1 : fits); // one row less for "and n more"
    const rows = chosen.map((line) => row(line, unit, line.values[index], line.id === near));
    bandsOf(shown).forEach((line) => {
      const at = chosen.indexOf(line);
      if (at >= 0) rows[at].append(bounds(line, unit, index));
    });
    if (present === 0) return [note('no values')];
    if (present > chosen.length) rows.push(note(`and ${present - chosen.length} more`));
    if (sum !== null) rows.push(row({ name: total }, unit, sum, false));
    return rows;
  }

  // Within the plot, to the right of the pointer or to the left.
  moveBeside({ left, right, top, bottom }, x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const at = x + distance + width <= right ? x + distance : Math.max(left, x - distance - width);
    this.move(at, Math.max(top, Math.min(y + distance, bottom - height)));
  }

  // Above the plot, over the cursor's line.
  moveAbove({ left, right, top }, x) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    this.move(Math.max(left, Math.min(x - width / 2, right - width)), Math.max(4, top + margins.top - height));
  }

  move(left, top) {
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide() {
    this.box.hidden = true;
  }
}

function row(line, unit, number, near) {
  const row = document.createElement('div');
  row.className = line.color ? `key c${line.color} ${line.dash} ${line.direction}` : 'total';
  if (near) row.classList.add('near');
  const name = document.createElement('span');
  name.textContent = line.name;
  const value = document.createElement('b');
  value.textContent = formatValue(unit, number);
  row.append(name, value);
  return row;
}

// The lowest and the highest value that a line has the mean of.
function bounds({ extremes: { low, high } }, unit, index) {
  const range = document.createElement('small');
  range.textContent = `${formatValue(unit, low[index])} – ${formatValue(unit, high[index])}`;
  return range;
}

function note(text) {
  const note = document.createElement('p');
  note.textContent = text;
  return note;
}
