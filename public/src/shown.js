// Tells beside the range buttons which stretch of time is shown when none of them means it, with a way back.
import { stretch } from './clock.js';

export class Shown {
  /** buttons is the element of the range buttons; back shows all again. */
  constructor(buttons, back) {
    this.buttons = buttons;
    this.text = document.createElement('span');
    this.text.setAttribute('role', 'status');
    this.box = document.createElement('p');
    this.box.className = 'shown';
    this.box.hidden = true;
    this.box.append(this.text, this.button(back));
    buttons.prepend(this.box);
    addEventListener('resize', () => this.place());
  }

  button(back) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '×';
    button.title = 'Show all';
    button.setAttribute('aria-label', 'Show all');
    button.addEventListener('click', () => {
      back();
      this.buttons.querySelector('[aria-pressed="true"]:not([hidden])')?.focus(); // this one is gone
    });
    return button;
  }

  /** Tells a stretch of time, [from, to] in ms; null tells nothing. */
  tell(range) {
    this.box.hidden = !range;
    if (!range) return;
    this.text.textContent = stretch(range);
    this.place();
  }

  // Beside the buttons where there is room, else below: over the page, so that nothing moves.
  place() {
    this.box.classList.remove('below');
    this.box.classList.toggle('below', !this.box.hidden && this.isCramped());
  }

  isCramped() {
    const own = this.box.getBoundingClientRect();
    const others = Array.from(this.buttons.parentNode.children).filter((element) => element !== this.buttons);
    return own.left < 0 || others.some((element) => overlap(own, element.getBoundingClientRect()));
  }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
