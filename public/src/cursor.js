// The cursor of all charts: a line over each chart, the values in each table, and the tooltip. Moving it redraws no
// chart.
import { sampleTime } from './clock.js';
import { nearest, sampleAt } from './decode.js';
import { formatValue } from './format.js';
import { perFrame } from './frame.js';

const rest = 100; // ms

export class Cursor {
  /** announcer is the element whose text screen readers read out. */
  constructor(charts, tables, tooltip, samples, announcer) {
    Object.assign(this, { charts, tables, tooltip, samples, announcer });
    this.index = -1; // of the sample; -1: hidden
    this.resting = 0; // the timer
    /** Moves the cursor to a pointer position over a chart, at most once per frame. */
    this.follow = perFrame((chart, clientX, clientY) => this.showAt(chart, clientX, clientY));
  }

  get isShown() {
    return this.index >= 0;
  }

  showAt(chart, clientX, clientY) {
    const index = sampleAt(this.samples, chart.timeAt(clientX));
    if (index < 0) return this.hide();
    const near = chart.cursor.lineAt(index, clientY);
    const place = this.tooltip.placeFor(chart); // before anything changes, which would need another layout
    this.moveTo(index);
    this.mark(chart, near);
    this.tooltip.show(chart, index, near, place, clientX, clientY);
  }

  // Marks the line nearest to the pointer, by its dot and by its row.
  mark(chart, near) {
    if (chart) chart.cursor.move(this.index, near);
    for (const table of this.tables) table.legend.mark(table.chart === chart ? near : '');
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
    this.fillTables();
  }

  // Fills the tables in view now, and the others, which cost as much, when the cursor rests.
  fillTables() {
    for (const table of this.tables) if (table.chart.visible) table.show(this.index);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      for (const table of this.tables) table.show(this.index);
    }, rest);
  }

  /** Moves the lines to the sample. Call it when the range or a chart's width has changed. */
  moveLines() {
    this.tooltip.hide();
    for (const chart of this.charts) chart.cursor.move(this.index);
  }

  /** Shows the tooltip at the cursor's line, and announces the values to screen readers. */
  announce(chart) {
    if (this.index < 0) return;
    const time = this.samples.times[this.index];
    const place = this.tooltip.placeFor(chart);
    this.tooltip.show(chart, this.index, '', place, place.left + chart.xOf(time), place.top);
    const values = chart.shown.slice(0, 8).map((line) => `${line.name} ${formatValue(chart.skeleton.unit, line.values[this.index])}`);
    this.announcer.textContent = `${sampleTime(time, this.samples)}: ${values.join(', ')}`;
  }

  hide() {
    this.follow.cancel();
    this.moveTo(-1);
    this.mark(null, '');
    this.tooltip.hide();
  }
}
