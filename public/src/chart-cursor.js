// The cursor over one chart: its line, and the dots on the chart's lines.
import { Dots } from './dots.js';
import { drawnValues, nearestLine } from './nearest-line.js';
import { plotHeight, yOfValue } from './plot.js';

const reach = 24; // pixels: how far from a line the pointer is at most to be near it
const reachOverLayers = 8;

export class ChartCursor {
  constructor(chart) {
    this.chart = chart;
    this.line = chart.overlay('cursor');
    this.dots = new Dots(chart.element);
    this.index = -1; // the sample; -1: hidden
    this.near = ''; // the id of the line nearest to the pointer
  }

  /** Moves to a sample; -1 hides it, and so does a sample beyond the range. near is the id of the line nearest to the pointer. */
  move(index, near = '') {
    const { view, samples } = this.chart;
    const time = samples.times[index];
    const hidden = index < 0 || time < view.range[0] || time > view.range[1];
    this.index = hidden ? -1 : index;
    this.near = near;
    this.line.hidden = hidden;
    if (!hidden) this.line.style.transform = `translateX(${this.chart.xOf(time)}px)`;
    this.draw();
  }

  /** Draws the dots, if the chart is in view. */
  draw() {
    const { visible, shown, scale, height, samples, view: { theme } } = this.chart;
    if (this.index < 0 || !scale) return this.dots.hide();
    if (!visible) return;
    const heights = drawnValues(shown, this.index);
    const dots = shown.map(({ id, color }, i) => [yOfValue(heights[i], scale, height), theme.palette[color], id === this.near]);
    this.dots.show(this.chart.xOf(samples.times[this.index]), height, dots.filter((_, i) => heights[i] !== null), theme.card);
  }

  /** Returns the id of the line that a y of the window is nearest to at a sample; '' if none is near. */
  lineAt(index, clientY) {
    const { shown, scale, height } = this.chart;
    if (!scale) return '';
    const pixels = shown.some(({ stack }) => stack) ? reachOverLayers : reach;
    const distance = (pixels * (scale.max - scale.min)) / plotHeight(height);
    const at = nearestLine(shown, drawnValues(shown, index), this.chart.valueAt(clientY), distance);
    return at < 0 ? '' : shown[at].id;
  }
}
