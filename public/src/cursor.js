// The cursor of all charts: a line over each chart, the values in each table, and the tooltip. Moving it redraws no
// chart.
import { fullTime } from './clock.js';
import { nearest, sampleAt } from './decode.js';
import { formatValue } from './format.js';
import { margins } from './plot.js';

export class Cursor {
  /** announcer is the element whose text screen readers read out. */
  constructor(charts, tables, tooltip, samples, announcer) {
    Object.assign(this, { charts, tables, tooltip, samples, announcer });
    this.index = -1; // of the sample; -1: hidden
    this.frame = 0;
  }

  get isShown() {
    return this.index >= 0;
  }

  /** Moves the cursor to a pointer position over a chart, at most once per frame. */
  follow(chart, clientX, clientY) {
    this.next = { clientX, clientY };
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const { clientX, clientY } = this.next;
      this.moveTo(sampleAt(this.samples, chart.timeAt(clientX)));
      this.showTooltip(chart, clientX, clientY);
    });
  }

  /** Moves by a number of samples. The first step goes to the newest visible sample. */
  step(chart, by) {
    const { times } = this.samples;
    const start = this.index < 0 ? nearest(times, chart.view.range[1]) - by : this.index;
    this.moveTo(Math.min(times.length - 1, Math.max(0, start + by)));
  }

  moveTo(index) {
    if (index === this.index) return;
    this.index = index;
    document.documentElement.classList.toggle('pointed', index >= 0); // narrow tables show either this column or that of now
    this.moveLines();
    for (const table of this.tables) table.show(index);
  }

  /** Moves the lines to the sample. Call it when the range or a chart's width has changed. */
  moveLines() {
    this.tooltip.hide();
    const time = this.index < 0 ? null : this.samples.times[this.index];
    for (const chart of this.charts) chart.moveCursor(time);
  }

  showTooltip(chart, clientX, clientY) {
    if (this.index < 0) return;
    this.tooltip.show(chart, this.index, clientX, clientY, chart.valueAt(clientY));
  }

  /** Shows the tooltip at the cursor's line, and announces the values to screen readers. */
  announce(chart) {
    if (this.index < 0) return;
    const time = this.samples.times[this.index];
    const box = chart.element.getBoundingClientRect();
    this.showTooltip(chart, box.left + chart.xOf(time), box.top + margins.top);
    const values = chart.shown.slice(0, 8).map((line) => `${line.name} ${formatValue(chart.skeleton.unit, line.values[this.index])}`);
    this.announcer.textContent = `${fullTime(time)}: ${values.join(', ')}`;
  }

  hide() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.moveTo(-1);
    this.tooltip.hide();
  }
}
