// Tells which host is under the pointer, and leads to it. A link lies over the square under the pointer, so that it is opened like
// any other. A finger's first tap shows the host, its second one opens it.
import { make } from './element.js';
import { kinds } from './map-squares.js';
import { Tip } from './tip.js';

const margin = 4; // px between the tip and the edge of the window

export class MapPointer {
  constructor(box, svg) {
    this.svg = svg;
    this.spot = make('a', { class: 'spot', tabindex: -1 });
    this.tip = new Tip();
    this.hide();
    box.append(this.spot);
    for (const name of ['pointermove', 'pointerdown']) box.addEventListener(name, (event) => this.move(event));
    box.addEventListener('pointerleave', (event) => {
      if (event.pointerType !== 'touch') this.hide();
    });
    addEventListener('scroll', () => this.hide(), { passive: true });
  }

  /** Takes a new layout, and the hosts of its cells. */
  use(layout, cells) {
    this.layout = layout;
    this.cells = cells;
    this.hide();
  }

  hide() {
    this.spot.hidden = true;
    this.tip.hide();
    this.host = null;
  }

  move({ clientX, clientY }) {
    const { pitch, columns } = this.layout;
    const { left, top } = this.svg.getBoundingClientRect();
    const column = Math.floor((clientX - left) / pitch);
    const row = Math.floor((clientY - top) / pitch);
    const host = column >= 0 && column < columns ? this.cells[row * columns + column] : undefined;
    if (!host) return this.hide();
    if (host !== this.host) this.show(host, column * pitch, row * pitch);
    const right = document.documentElement.clientWidth;
    this.tip.moveBeside({ left: margin, right, top: margin, bottom: innerHeight - margin }, clientX, clientY);
  }

  show(host, left, top) {
    const { pitch } = this.layout;
    this.host = host;
    this.spot.hidden = false;
    if (host.link) this.spot.href = host.link;
    else this.spot.removeAttribute('href');
    Object.assign(this.spot.style, { left: `${left}px`, top: `${top}px`, width: `${pitch - 1}px`, height: `${pitch - 1}px` });
    this.tip.fill(...lines(host));
  }
}

// The name of a host, its state with the reasons, and its values.
function lines({ element, name, state, silent, used }) {
  const why = element.cells ? element.querySelector('.why').textContent.trim().replace(/\s+/g, ' ') : '';
  const values = Object.values(kinds).map(({ title, index }) => `${title} ${used[index] === null ? '–' : `${used[index]} %`}`);
  return [
    make('strong', {}, name),
    make('p', { class: state }, why ? `${state}: ${why}` : state),
    make('p', {}, `${silent ? 'last: ' : ''}${values.join(' · ')}`),
  ];
}
