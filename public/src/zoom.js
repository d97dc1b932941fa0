// The stretch of time that all charts show: set by dragging, buttons, keys and the address, and kept in the address.
import { formatAddress, parseAddress } from './address.js';
import { clampRange, sameRange, scaleRange, wholeRange } from './range.js';
import { Shown } from './shown.js';

const hour = 60 * 60 * 1000;
const shortest = 3; // cadences

export class Zoom {
  /** view.whole and view.range are set here and kept up to date; changed is called whenever they have changed. */
  constructor(view, samples, changed) {
    this.view = view;
    this.samples = samples;
    this.changed = changed;
    this.buttons = [];
    this.shown = null; // until there are buttons
    view.whole = wholeRange(samples, Date.now());
    view.range = this.addressed();
    addEventListener('hashchange', () => this.apply(this.addressed()));
  }

  get isWhole() {
    return sameRange(this.view.range, this.view.whole);
  }

  /** The range that the address names, or the whole one. */
  addressed() {
    const { range, hours } = parseAddress(location.hash);
    const { whole } = this.view;
    if (hours) return this.clamp(this.newest(hours));
    const overlaps = range && range[0] < whole[1] && range[1] > whole[0];
    return overlaps ? this.clamp(range) : whole;
  }

  clamp(range) {
    return clampRange(range, this.view.whole, shortest * this.samples.cadence);
  }

  newest(hours) {
    return [this.samples.to - hours * hour, this.samples.to];
  }

  set(range) {
    this.apply(range);
    this.keep({ range: this.isWhole ? null : this.view.range });
  }

  /** Shows the newest hours. The address keeps how many, not which, so that the next page shows its own newest. */
  setHours(hours) {
    this.apply(this.newest(hours));
    this.keep({ hours });
  }

  keep(zoom) {
    const { chart } = parseAddress(location.hash);
    history.replaceState(history.state, '', formatAddress({ ...zoom, chart }) || location.pathname + location.search);
  }

  apply(range) {
    this.view.range = this.clamp(range);
    this.press();
    this.changed();
  }

  reset() {
    this.set(this.view.whole);
  }

  scale(factor, around) {
    const [from, to] = this.view.range;
    this.set(scaleRange(this.view.range, factor, around === null ? (from + to) / 2 : around));
  }

  /** Moves the range so that the time is in it. */
  reveal(time) {
    const [from, to] = this.view.range;
    if (time >= from && time <= to) return;
    const shift = time < from ? time - from : time - to;
    this.set([from + shift, to + shift]);
  }

  /** Lets the right end follow the clock, as long as the whole range is shown. */
  follow() {
    const follows = this.isWhole;
    const whole = wholeRange(this.samples, Date.now());
    if (sameRange(whole, this.view.whole)) return;
    this.view.whole = whole;
    if (follows) this.apply(whole);
    else this.changed();
  }

  /** Makes the buttons of an element work: those that are shorter than the data, and the last, which means all. */
  useButtons(element) {
    const span = this.samples.to - this.samples.from;
    const all = Array.from(element.querySelectorAll('button'));
    const last = all.pop();
    if (Math.abs(span - last.dataset.hours * hour) > hour) last.textContent = 'All';
    last.addEventListener('click', () => this.reset());
    this.buttons = [[last, () => this.view.whole]];
    for (const button of all) {
      const hours = Number(button.dataset.hours);
      button.hidden = hours * hour >= span;
      button.addEventListener('click', () => this.setHours(hours));
      this.buttons.push([button, () => this.newest(hours)]);
    }
    element.hidden = false;
    this.shown = new Shown(element, () => this.reset());
    this.press();
  }

  press() {
    const { range } = this.view;
    const meant = this.buttons.filter(([, means]) => sameRange(means(), range));
    for (const each of this.buttons) each[0].setAttribute('aria-pressed', String(meant.includes(each)));
    if (this.shown) this.shown.tell(meant.length ? null : range);
  }
}
