// Shows the time range beside the range buttons when it is not that of a button, with a button that shows all.
import { rangeText } from './clock.js';
import { make, makeButton } from './element.js';

export class RangeLabel {
  /** buttons is the element with the range buttons. reset shows the whole range. */
  constructor(buttons, reset) {
    this.buttons = buttons;
    this.text = make('span', { role: 'status' });
    const button = makeButton('×', () => {
      reset();
      buttons.querySelector('[aria-pressed="true"]:not([hidden])')?.focus(); // the × that had the focus is hidden now
    }, { title: 'Show all', 'aria-label': 'Show all' });
    this.box = make('p', { class: 'shown', hidden: '' }, this.text, button);
    buttons.prepend(this.box);
    addEventListener('resize', () => this.place());
  }

  /** Shows a range, [from, to] in ms; null hides the label. */
  show(range) {
    this.box.hidden = !range;
    if (!range) return;
    this.text.textContent = rangeText(range);
    this.place();
  }

  // Places the label beside the buttons if there is space, else below them, above the page, so that nothing moves.
  place() {
    this.box.classList.remove('below');
    this.box.classList.toggle('below', !this.box.hidden && this.overlapsOthers());
  }

  overlapsOthers() {
    const own = this.box.getBoundingClientRect();
    const others = Array.from(this.buttons.parentNode.children).filter((element) => element !== this.buttons);
    return own.left < 0 || others.some((element) => overlap(own, element.getBoundingClientRect()));
  }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
