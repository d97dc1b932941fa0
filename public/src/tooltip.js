// The tooltip beside the cursor: the time of the sample and the values of the chart under the pointer. It is built from
// DOM nodes, because names may contain markup.
import { fullTime } from './clock.js';
import { formatValue } from './format.js';

const maxRows = 10; // a chart of 30 disks would cover the screen
const distance = 16; // pixels from the pointer

/**
 * Chooses at most `count` lines with values at a sample. If there are more, it chooses those nearest to the value
 * `near`, highest first. Lines without a value are omitted.
 */
export function chooseLines(lines, index, near, count = maxRows) {
  const present = lines.filter((line) => line.values[index] !== null && line.values[index] !== undefined);
  if (present.length <= count) return present;
  const value = (line) => line.values[index];
  const off = (line) => Math.abs((line.below ? -value(line) : value(line)) - near);
  const nearest = present.slice().sort((a, b) => off(a) - off(b));
  return nearest.slice(0, count).sort((a, b) => value(b) - value(a));
}

export class Tooltip {
  constructor() {
    this.box = document.createElement('div');
    this.box.className = 'tip';
    this.box.hidden = true;
    this.box.setAttribute('aria-hidden', 'true'); // the table and the announcer contain the same values
    document.body.append(this.box);
  }

  /** Shows a chart's values at a sample, beside x and y of the window. near is the value under the pointer. */
  show(chart, index, x, y, near) {
    const { shown } = chart;
    const chosen = chooseLines(shown, index, near);
    const time = document.createElement('time');
    time.textContent = `${chart.samples.times[index] < chart.samples.detail ? '≈ ' : ''}${fullTime(chart.samples.times[index])}`;
    this.box.replaceChildren(time, ...chosen.map((line) => row(line, chart.skeleton.unit, index)));
    if (chosen.length === 0) this.box.append(note('no values'));
    else if (shown.length > maxRows) this.box.append(note(`and ${shown.length - chosen.length} more`));
    this.box.hidden = false;
    this.place(x, y);
  }

  place(x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const right = document.documentElement.clientWidth;
    const left = x + distance + width < right ? x + distance : Math.max(4, x - distance - width);
    const top = Math.max(4, Math.min(y + distance, innerHeight - height - 4));
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide() {
    this.box.hidden = true;
  }
}

function row(line, unit, index) {
  const row = document.createElement('div');
  row.className = `key c${line.color} ${line.dash} ${line.direction}`;
  const name = document.createElement('span');
  name.textContent = line.name;
  const value = document.createElement('b');
  value.textContent = formatValue(unit, line.values[index]);
  row.append(name, value);
  return row;
}

function note(text) {
  const note = document.createElement('p');
  note.textContent = text;
  return note;
}
