// Tells which host is under the pointer, and leads to it. A link lies over the square under the pointer, so that it is opened like
// any other. A finger's first tap shows the host, its second one opens it.
import { kinds } from './map-squares.js';

const distance = 14; // px between the pointer and the text

export class MapPointer {
  constructor(box, svg) {
    this.box = box;
    this.svg = svg;
    this.spot = document.createElement('a');
    this.spot.className = 'spot';
    this.spot.tabIndex = -1;
    this.tip = document.createElement('div');
    this.tip.className = 'tip';
    this.hide();
    box.append(this.spot);
    document.body.append(this.tip);
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
    this.tip.hidden = true;
    this.host = null;
  }

  move({ clientX, clientY }) {
    const { pitch, columns } = this.layout;
    const { left, top } = this.svg.getBoundingClientRect();
    const column = Math.floor((clientX - left) / pitch);
    const cell = Math.floor((clientY - top) / pitch) * columns + column;
    const host = column >= 0 && column < columns ? this.cells[cell] : undefined;
    if (!host) this.hide();
    else if (host !== this.host) this.show(host, cell);
    if (host) this.place(clientX, clientY);
  }

  show(host, cell) {
    const { pitch, columns } = this.layout;
    this.host = host;
    this.spot.hidden = false;
    if (host.link) this.spot.href = host.link;
    else this.spot.removeAttribute('href');
    this.spot.style.left = `${(cell % columns) * pitch}px`;
    this.spot.style.top = `${Math.floor(cell / columns) * pitch}px`;
    this.spot.style.width = this.spot.style.height = `${pitch - 1}px`;
    this.tip.replaceChildren(...lines(host));
    this.tip.hidden = false;
  }

  place(x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const right = document.documentElement.clientWidth;
    const left = x + distance + width < right ? x + distance : Math.max(4, x - distance - width);
    const top = y + distance + height < innerHeight ? y + distance : Math.max(4, y - distance - height);
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}

// The name of a host, its state with the reasons, and its values.
function lines(host) {
  const why = host.element.cells ? host.element.querySelector('.why').textContent.trim().replace(/\s+/g, ' ') : '';
  const values = Object.values(kinds).map(({ title, index }) => `${title} ${host.used[index] === null ? '–' : `${host.used[index]} %`}`);
  const texts = [host.name, why ? `${host.state}: ${why}` : host.state, `${host.silent ? 'last: ' : ''}${values.join(' · ')}`];
  return texts.map((text, i) => {
    const line = document.createElement(i ? 'p' : 'strong');
    if (i === 1) line.className = host.state;
    line.textContent = text;
    return line;
  });
}
