// The dots at the cursor, one on each line of a chart. They are on a canvas as wide as one dot, which moves with the cursor.
import { make } from './element.js';

const width = 14; // pixels
const radius = 3.2;
const nearRadius = 4.8; // of the line nearest to the pointer

export class Dots {
  /** element is the chart's. */
  constructor(element) {
    this.element = element;
    this.canvas = null; // until there are dots
  }

  /** Draws dots at x of the chart's element, which is height pixels high. dots are [y, colour, whether it is the nearest]. */
  show(x, height, dots, rim) {
    if (dots.length === 0) return this.hide();
    if (!this.canvas) this.element.append((this.canvas = make('canvas', { class: 'dots' })));
    const { canvas } = this;
    canvas.hidden = false;
    this.resize(height);
    canvas.style.transform = `translateX(${x - width / 2}px)`;
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    context.strokeStyle = rim;
    context.lineWidth = 1.5;
    for (const [y, color, near] of dots) {
      context.fillStyle = color;
      context.beginPath();
      context.arc(width / 2, y, near ? nearRadius : radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }

  hide() {
    if (this.canvas) this.canvas.hidden = true;
  }

  // Adapts the canvas to the height and to the screen's pixels, which change when a window moves to another screen.
  resize(height) {
    const ratio = devicePixelRatio || 1;
    const size = Math.round(height * ratio);
    if (this.canvas.height === size && this.ratio === ratio) return;
    this.ratio = ratio;
    this.canvas.width = width * ratio;
    this.canvas.height = size;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.canvas.getContext('2d').scale(ratio, ratio);
  }
}
