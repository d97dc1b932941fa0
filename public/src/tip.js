// A box with texts beside the pointer.
import { make } from './element.js';

const distance = 16; // pixels from the pointer

export class Tip {
  constructor() {
    this.box = make('div', { class: 'tip', hidden: '', 'aria-hidden': 'true' }); // what it says is on the page too
    document.body.append(this.box);
  }

  /** Shows elements in the box. */
  fill(...elements) {
    this.box.replaceChildren(...elements);
    this.box.hidden = false;
  }

  /** Moves the box to the right of a point of the window or to the left, within {left, right, top, bottom}. */
  moveBeside({ left, right, top, bottom }, x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const at = x + distance + width <= right ? x + distance : Math.max(left, x - distance - width);
    this.move(at, Math.max(top, Math.min(y + distance, bottom - height)));
  }

  move(left, top) {
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide() {
    this.box.hidden = true;
  }
}
