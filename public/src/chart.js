// One chart on the page: its element, its ECharts instance once it was in view, and the cursor's line and the
// zoom's band over it.
import { init, use } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { DatasetComponent, GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';
import { linesOf, scaleOf, viewOption, wholeOption } from './option.js';
import { margins, timeOfX, valueOfY, xOfTime } from './plot.js';
import { recall, remember } from './remember.js';
import { drawnRows } from './rows.js';
import { foldedRows, rowNames } from './table.js';

use([LineChart, GridComponent, DatasetComponent, MarkLineComponent, MarkAreaComponent, CanvasRenderer]);

export class Chart {
  /** element is the [data-chart]; view is shared by all charts of the page: {whole, range, theme}. */
  constructor(element, skeleton, samples, broken, view) {
    this.id = element.dataset.chart;
    this.element = element;
    this.skeleton = skeleton;
    this.samples = samples;
    this.broken = broken;
    this.view = view;
    const figure = element.closest('figure');
    this.lines = linesOf(skeleton, samples.columnsOf(this.id), rowNames(figure));
    this.more = new Set(foldedRows(figure)); // ids of the lines that are drawn when somebody asks for them
    const kept = recall(this.id);
    this.unfolded = Boolean(kept.unfolded);
    this.hidden = new Set(this.lines.filter(({ name }) => (kept.hidden || []).includes(name)).map(({ id }) => id));
    this.width = 0; // known when it starts
    this.visible = false;
    this.outdated = 'all'; // what must be drawn when the chart comes into view: 'all', 'view' or ''
    this.line = this.overlay('cursor');
    this.band = this.overlay('band');
  }

  overlay(name) {
    const overlay = document.createElement('div');
    overlay.className = name;
    overlay.hidden = true;
    overlay.style.top = `${margins.top}px`;
    overlay.style.bottom = `${margins.bottom}px`;
    this.element.append(overlay);
    return overlay;
  }

  /** Says that 'all' of the chart or its 'view' is outdated; it is drawn now if it can be seen. */
  invalidate(what) {
    if (this.outdated !== 'all') this.outdated = what;
    if (this.visible) this.draw();
  }

  draw() {
    if (!this.outdated || !this.element.clientWidth) return;
    const whole = this.outdated === 'all';
    this.outdated = '';
    if (!this.echart) this.start();
    const look = this.look();
    if (whole) look.rows = this.rowsOf(look.lines);
    this.scale = look.scale = scaleOf(look);
    // Merging would put a series that comes back on top of the stack.
    this.echart.setOption(whole ? wholeOption(look) : viewOption(look), { notMerge: whole });
  }

  start() {
    const plot = document.createElement('div');
    plot.className = 'plot';
    this.element.prepend(plot);
    this.width = this.element.clientWidth;
    this.echart = init(plot, null, { renderer: 'canvas' });
    this.element.classList.add('live'); // the static picture makes room
  }

  /** The lines that are shown: neither switched off nor folded. */
  get shown() {
    return this.lines.filter(({ id }) => !this.hidden.has(id) && (this.unfolded || !this.more.has(id)));
  }

  /** Whether it shows what the static picture does. */
  get isUntouched() {
    return this.hidden.size === 0 && !(this.unfolded && this.more.size);
  }

  look() {
    const { skeleton, samples, shown, width } = this;
    return { ...this.view, skeleton, samples, lines: shown, width, levels: samples.charts[this.id] || {} };
  }

  rowsOf(lines) {
    return drawnRows(this.samples.times, lines.map((line) => line.values), this.broken, this.samples.cadence / 2);
  }

  resize() {
    const width = this.element.clientWidth;
    if (!this.echart || !width) return;
    this.width = width;
    this.echart.resize();
    this.invalidate('view'); // fewer or more ticks
  }

  /** Switches a series on or off. */
  toggle(id, on) {
    if (on) this.hidden.delete(id);
    else this.hidden.add(id);
    this.changed();
  }

  /** Shows all series, or the first ones only. */
  unfold(all) {
    this.unfolded = all;
    this.changed();
  }

  /** Draws what is shown now, and keeps it for the next page: by names, as another page may give other ids. */
  changed() {
    const names = this.lines.filter(({ id }) => this.hidden.has(id)).map(({ name }) => name);
    remember(this.id, { hidden: names, unfolded: this.unfolded });
    this.invalidate('all');
  }

  timeAt(clientX) {
    const box = this.element.getBoundingClientRect();
    return timeOfX(clientX - box.left, this.view.range, box.width);
  }

  valueAt(clientY) {
    const box = this.element.getBoundingClientRect();
    return this.scale ? valueOfY(clientY - box.top, this.scale, box.height) : 0;
  }

  /** Puts the cursor's line at a time; null takes it away. */
  pointAt(time) {
    const [from, to] = this.view.range;
    this.line.hidden = time === null || time < from || time > to;
    if (!this.line.hidden) this.line.style.transform = `translateX(${this.xOf(time)}px)`;
  }

  /** Shows the stretch of time that a drag covers; null takes it away. */
  cover(range) {
    this.band.hidden = range === null;
    if (!range) return;
    const [a, b] = range.map((time) => this.xOf(time));
    this.band.style.transform = `translateX(${a}px)`;
    this.band.style.width = `${b - a}px`;
  }

  xOf(time) {
    return Math.round(xOfTime(time, this.view.range, this.element.clientWidth));
  }
}
