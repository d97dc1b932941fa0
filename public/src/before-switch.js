// The button of "compare with before", and whether it is on, which survives reloading the page.
import { indexesBefore } from './before.js';
import { loadState, saveState } from './history-state.js';

const name = 'before'; // of what is saved

export class Before {
  constructor(samples) {
    this.samples = samples;
    this.on = Boolean(loadState(name).on);
    this.indexes = null; // until needed
  }

  set(on) {
    this.on = on;
    saveState(name, { on });
  }

  /** Returns the values one period earlier, null where there is none. */
  of(values) {
    this.indexes = this.indexes || indexesBefore(this.samples);
    return this.indexes.map((at) => (at < 0 ? null : values[at]));
  }

  /** Returns a line's value one period before a sample; null if there is none, or nothing is compared. */
  at(line, index) {
    if (!this.on || index < 0) return null;
    this.indexes = this.indexes || indexesBefore(this.samples);
    const before = this.indexes[index];
    return before < 0 ? null : line.values[before];
  }
}

/** Makes the button work. changed is called after each change. */
export function initBefore(button, before, changed) {
  const show = () => {
    button.setAttribute('aria-pressed', String(before.on));
    document.documentElement.classList.toggle('compares', before.on); // rows have room for two values
  };
  show();
  button.addEventListener('click', () => {
    before.set(!before.on);
    show();
    changed();
  });
}
