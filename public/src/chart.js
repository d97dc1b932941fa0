// One chart of the page: its element, its ECharts instance, which is created when the chart comes into view, the
// cursor over it, and the band that shows a drag.
import { init, registerPostUpdate, use } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { DatasetComponent, GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';
import { bandColumns, bandsOf } from './bands.js';
import { earlierLines } from './before.js';
import { ChartCursor } from './chart-cursor.js';
import { make } from './element.js';
import { linesOf, scaleOf, viewOption, wholeOption } from './option.js';
import { plotWidth, timeOfX, valueOfY, xOfTime } from './plot.js';
import { loadState, saveState } from './history-state.js';
import { drawnRows } from './rows.js';
import { foldedRows, rowNames } from './table.js';

use([LineChart, GridComponent, DatasetComponent, MarkLineComponent, MarkAreaComponent, CanvasRenderer]);

// ECharts skips points nearer than two device pixels to the one before. With one device pixel per CSS pixel these are the
// last ones before a gap, and then the edge of an area slopes as if the value fell.
registerPostUpdate((model, { getZr }) => {
  for (const shape of getZr().storage.getDisplayList(true)) shape.segmentIgnoreThreshold = 0;
});

export class Chart {
  /** element has data-chart. view is {whole, stale, range, theme, before} and is shared by all charts of the page. */
  constructor(element, skeleton, samples, gapBefore, view) {
    this.id = element.dataset.chart;
    this.element = element;
    this.skeleton = skeleton;
    this.samples = samples;
    this.gapBefore = gapBefore;
    this.view = view;
    const figure = element.closest('figure');
    this.lines = linesOf(skeleton, samples.columnsOf(this.id), rowNames(figure));
    this.folded = new Set(foldedRows(figure)); // ids of the lines that are drawn only after a click on "more"
    const saved = loadState(this.id);
    this.unfolded = Boolean(saved.unfolded);
    this.hidden = new Set(this.lines.filter(({ name }) => (saved.hidden || []).includes(name)).map(({ id }) => id));
    this.width = this.height = 0; // until start
    this.hasSingles = false; // some sample is between two gaps
    this.visible = false;
    this.outdated = 'all'; // what must be drawn when the chart is visible: 'all', 'view' or ''
    this.highlighted = ''; // the id of the line that is shown before the others
    this.cursor = new ChartCursor(this);
    this.dragBand = this.overlay('band');
  }

  overlay(name) {
    const overlay = make('div', { class: name, hidden: '' });
    this.element.append(overlay);
    return overlay;
  }

  /** Marks 'all' of the chart or its 'view' as outdated, and draws it now if it is visible. */
  invalidate(what) {
    if (this.outdated !== 'all') this.outdated = what;
    if (this.visible) this.draw();
  }

  draw() {
    if (!this.outdated || !this.element.clientWidth) return;
    const whole = this.outdated === 'all' || this.hasSingles; // the width of single samples depends on the range
    this.outdated = '';
    if (!this.echart) this.start();
    const input = this.optionInput();
    if (whole) input.rows = this.rowsOf(input.lines);
    this.scale = input.scale = scaleOf(input);
    // Merging would draw a series that is switched on again above the others.
    this.echart.setOption(whole ? wholeOption(input) : viewOption(input), { notMerge: whole });
    if (this.highlighted) this.showHighlight();
    this.cursor.draw();
  }

  /** Says whether the chart is in or near the window. */
  setInView(visible) {
    this.visible = visible;
    if (!visible) return;
    this.draw();
    this.cursor.draw();
  }

  start() {
    const plot = make('div', { class: 'plot' });
    this.element.prepend(plot);
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.echart = init(plot, null, { renderer: 'canvas' });
    this.element.classList.add('live'); // hides the static chart
  }

  /** The visible lines: neither switched off nor folded. */
  get shown() {
    return this.lines.filter(({ id }) => !this.hidden.has(id) && (this.unfolded || !this.folded.has(id)));
  }

  /** Whether the chart shows the same lines as the static chart. */
  get isUnchanged() {
    return this.hidden.size === 0 && !(this.unfolded && this.folded.size) && !this.view.before.on;
  }

  optionInput() {
    const { skeleton, samples, shown, width } = this;
    return { ...this.view, skeleton, samples, lines: shown, width, levels: samples.charts[this.id] || {}, id: this.id };
  }

  rowsOf(lines) {
    const { range } = this.view;
    const half = Math.max(this.samples.cadence / 2, (range[1] - range[0]) / plotWidth(this.width)); // at least a pixel
    const earlier = earlierLines(this.view.before, lines).map(({ values }) => values);
    const columns = lines.map((line) => line.values).concat(bandColumns(bandsOf(lines)), earlier);
    const rows = drawnRows(this.samples.times, columns, this.gapBefore, half);
    this.hasSingles = rows.alone;
    return rows;
  }

  resize() {
    const width = this.element.clientWidth;
    if (!this.echart || !width) return;
    this.width = width;
    this.height = this.element.clientHeight;
    this.echart.resize();
    this.invalidate('view'); // the number of ticks depends on the width
  }

  /** Switches a series on or off. */
  toggle(id) {
    if (!this.hidden.delete(id)) this.hidden.add(id);
    this.linesChanged();
  }

  /** Shows one series alone if all are shown, or all if it is alone; else switches it on or off. */
  tap(id) {
    if (this.hidden.size && !(this.shown.length === 1 && this.shown[0].id === id)) this.toggle(id);
    else this.isolate(id);
  }

  /** Shows one series alone, or all if it is alone. */
  isolate(id) {
    const { shown } = this;
    const alone = shown.length === 1 && shown[0].id === id;
    this.hidden = new Set(alone ? [] : this.lines.map((line) => line.id).filter((other) => other !== id));
    this.linesChanged();
  }

  /** Fades all lines but one; '' fades none. */
  highlight(id) {
    if (id === this.highlighted) return;
    this.highlighted = id;
    this.showHighlight();
  }

  showHighlight() {
    if (!this.echart) return;
    const shown = this.shown.map((line) => line.id);
    this.echart.dispatchAction({ type: 'downplay', seriesId: shown });
    if (shown.includes(this.highlighted)) this.echart.dispatchAction({ type: 'highlight', seriesId: this.highlighted });
  }

  /** Shows all series, or only those that are not folded. */
  showAllLines(all) {
    this.unfolded = all;
    this.linesChanged();
  }

  /** Redraws, and saves which lines are visible. It saves names, because ids may differ on the next page. */
  linesChanged() {
    const names = this.lines.filter(({ id }) => this.hidden.has(id)).map(({ name }) => name);
    saveState(this.id, { hidden: names, unfolded: this.unfolded });
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

  /** Shows the range of a drag; null hides it. */
  showBand(range) {
    this.dragBand.hidden = range === null;
    if (!range) return;
    const [a, b] = range.map((time) => this.xOf(time));
    this.dragBand.style.transform = `translateX(${a}px)`;
    this.dragBand.style.width = `${b - a}px`;
  }

  xOf(time) {
    return Math.round(xOfTime(time, this.view.range, this.element.clientWidth));
  }
}
