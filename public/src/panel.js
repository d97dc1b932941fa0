// One small chart of a compare page: its values, and the scale it is drawn on. The server's picture has the grid, the shape and
// the labels (render/svg/panels.go).
import { formatTick } from './format.js';
import { heightAt, parseShape } from './shape.js';
import { valueAxis } from './scale.js';

const gridWidth = 600;
const gridHeight = 240;

/** A small chart. shared is the scale of all charts: {from, to, min, max, mirrored, unit}. */
export class Panel {
  constructor(figure, shared) {
    this.figure = figure;
    this.shared = shared;
    this.picture = figure.querySelector('.static');
    this.grid = this.picture.querySelector('.grid');
    this.sharedGrid = this.grid.getAttribute('d');
    this.label = this.picture.querySelector('.y text');
    this.box = this.picture.querySelectorAll('svg')[1]; // around the shape; undefined without samples
    this.now = figure.querySelector('.now');
    this.text = this.now.textContent;
    if (!this.box) return;
    const [left, , width, height] = this.box.getAttribute('viewBox').split(' ').map(Number);
    this.left = left;
    this.width = width;
    this.unit = (shared.max - shared.min) / height; // what one unit of the path stands for
    this.shapes = Array.from(this.box.querySelectorAll('.c1, .c2'), (path) => parseShape(path.getAttribute('d')));
  }

  /** Returns the value of the first line at a fraction of the time; null for none. */
  valueAt(fraction) {
    if (!this.box || !this.shapes.length) return null;
    const y = heightAt(this.shapes[0], this.left + fraction * this.width);
    return y === null ? null : -y * this.unit;
  }

  /** Draws the chart on a scale of its own, or on the shared one. */
  draw(own) {
    if (!this.box || !this.shapes.length) return;
    const axis = own ? this.ownAxis() : this.shared;
    const height = (axis.max - axis.min) / this.unit;
    this.box.setAttribute('viewBox', [this.left, -axis.max / this.unit, this.width, height].join(' '));
    this.grid.setAttribute('d', own ? gridOf(axis) : this.sharedGrid);
    this.label.textContent = scaleText(axis, this.shared);
  }

  ownAxis() {
    const values = this.shapes.flatMap(({ points }) => points.map(({ y }) => -y * this.unit));
    return valueAxis(this.shared.unit, Math.min(0, ...values), Math.max(0, ...values));
  }
}

// Names both ends of an axis, as render/svg/panels.go does.
function scaleText({ min, max }, { unit, mirrored }) {
  const text = (value) => formatTick(unit, value);
  if (mirrored) return `${text(max)} ↑ ${text(-min)} ↓`;
  return min === 0 ? `0–${text(max)}` : `${text(min)} to ${text(max)}`;
}

/** Returns the path of horizontal lines at the ticks of an axis. */
export function gridOf({ min, max, interval }) {
  const ticks = Math.round((max - min) / interval);
  return Array.from({ length: ticks + 1 }, (_, i) => `M0 ${Math.round((i / ticks) * gridHeight)}h${gridWidth}`).join('');
}
