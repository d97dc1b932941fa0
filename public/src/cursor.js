// One cursor for all charts: a line over each, the values in each table, the box beside the pointer. No chart is
// drawn anew for it.
import { fullTime } from './clock.js';
import { nearest } from './decode.js';
import { formatValue } from './format.js';
import { margins } from './plot.js';

export class Cursor {
  /** spoken is the element that a screen reader reads out when it changes. */
  constructor(charts, tables, tooltip, samples, spoken) {
    Object.assign(this, { charts, tables, tooltip, samples, spoken });
    this.index = -1; // of the sample; -1: no cursor
    this.frame = 0;
  }

  /** Follows a pointer over a chart: at most once a frame. */
  follow(chart, clientX, clientY) {
    this.next = { clientX, clientY };
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const { clientX, clientY } = this.next;
      this.moveTo(nearest(this.samples.times, chart.timeAt(clientX)));
      this.tell(chart, clientX, clientY);
    });
  }

  /** Moves by so many samples; the first step goes to the newest sample in view. */
  step(chart, by) {
    const { times } = this.samples;
    const start = this.index < 0 ? nearest(times, chart.view.range[1]) - by : this.index;
    this.moveTo(Math.min(times.length - 1, Math.max(0, start + by)));
  }

  moveTo(index) {
    if (index === this.index) return;
    this.index = index;
    document.documentElement.classList.toggle('pointed', index >= 0); // a narrow table has room for one of two columns
    this.place();
    for (const table of this.tables) table.show(index);
  }

  /** Puts the lines where the sample is now; to be called when the range or a chart's width has changed. */
  place() {
    this.tooltip.hide();
    const time = this.index < 0 ? null : this.samples.times[this.index];
    for (const chart of this.charts) chart.pointAt(time);
  }

  tell(chart, clientX, clientY) {
    if (this.index < 0) return;
    this.tooltip.show(chart, this.index, clientX, clientY, chart.valueAt(clientY));
  }

  /** Shows the box at the line itself, and puts the values where a screen reader reads them out. */
  tellByKey(chart) {
    if (this.index < 0) return;
    const time = this.samples.times[this.index];
    const box = chart.element.getBoundingClientRect();
    this.tell(chart, box.left + chart.xOf(time), box.top + margins.top);
    const values = chart.shown.slice(0, 8).map((line) => `${line.name} ${formatValue(chart.skeleton.unit, line.values[this.index])}`);
    this.spoken.textContent = `${fullTime(time)}: ${values.join(', ')}`;
  }

  hide() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.moveTo(-1);
    this.tooltip.hide();
  }
}
