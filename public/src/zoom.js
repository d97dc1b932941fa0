// The time range of all charts. Dragging, buttons, keys and the address set it. The address keeps it.
import { parseAddress } from './address.js';
import { backSteps } from './history-state.js';
import { clampRange, sameRange, scaleRange, staleEnd, wholeRange } from './range.js';
import { RangeLabel } from './range-label.js';
import { ZoomSteps } from './zoom-steps.js';

const hour = 60 * 60 * 1000;
const minCadences = 3; // the shortest range, in cadences
const minSteps = 2; // and in steps, where not all samples are shown

export class Zoom {
  /** Sets view.whole, view.stale and view.range and keeps them current. changed is called after each change. */
  constructor(view, samples, changed) {
    this.view = view;
    this.samples = samples;
    this.changed = changed;
    this.buttons = [];
    this.label = null; // until initButtons
    this.steps = new ZoomSteps();
    view.whole = wholeRange(samples, Date.now());
    view.stale = staleEnd(samples, Date.now());
    this.span = samples.to - samples.from;
    view.range = this.addressRange();
    addEventListener('hashchange', () => this.apply(this.addressRange())); // Back and Forward too
  }

  get isWhole() {
    return sameRange(this.view.range, this.view.whole);
  }

  /** The range that is shown when the page is opened. */
  get home() {
    const { open } = this.samples;
    return open ? this.hoursRange(open) : this.view.whole;
  }

  get isHome() {
    return sameRange(this.view.range, this.home);
  }

  /** The range, or null if it is the whole one. */
  get part() {
    return this.isWhole ? null : this.view.range;
  }

  /** Returns the range in the address, or the one that is shown without any. */
  addressRange() {
    const { range, hours } = parseAddress(location.hash);
    const { whole } = this.view;
    if (hours) return this.hoursRange(hours);
    const overlaps = range && range[0] < whole[1] && range[1] > whole[0];
    return overlaps ? this.clamp(range) : this.home;
  }

  // Returns the newest hours; the whole range if there are no more.
  hoursRange(hours) {
    return this.samples.open && hours * hour >= this.span ? this.view.whole : this.clamp(this.newest(hours));
  }

  clamp(range) {
    const { cadence, detail, step } = this.samples;
    const minLength = range[0] < detail ? minSteps * step : minCadences * cadence;
    return clampRange(range, this.view.whole, minLength);
  }

  // On a page of history a forecast takes a quarter more, as it does in the whole range.
  newest(hours) {
    const { to, open, forecasts } = this.samples;
    return [to - hours * hour, open && forecasts.length ? to + (hours * hour) / 4 : to];
  }

  /** Shows the range and saves it. repeats tells that the zoom may be one of several that Back undoes together. */
  set(range, repeats = false) {
    this.apply(range);
    this.steps.save({ range: this.isHome ? null : this.view.range }, repeats);
  }

  /** Shows the newest hours. The address keeps their number, so that a newer page shows its own newest hours. */
  setHours(hours) {
    this.apply(this.hoursRange(hours));
    this.steps.save({ hours: this.isHome && this.samples.open ? null : hours }, false);
  }

  apply(range) {
    this.view.range = this.clamp(range);
    this.updateButtons();
    this.changed();
  }

  /** Shows the whole range. */
  reset() {
    if (this.samples.open) this.setHours(Math.ceil(this.span / hour));
    else this.set(this.view.whole);
  }

  /** Undoes the last zoom; without one it shows all. */
  back() {
    this.steps.end();
    const entries = backSteps();
    if (entries) history.go(-entries);
    else this.reset();
  }

  scale(factor, around) {
    const [from, to] = this.view.range;
    this.set(scaleRange(this.view.range, factor, around === null ? (from + to) / 2 : around), true);
  }

  /** Moves the range so that it contains the time. */
  reveal(time) {
    const [from, to] = this.view.range;
    if (time >= from && time <= to) return;
    const shift = time < from ? time - from : time - to;
    this.set([from + shift, to + shift], true);
  }

  /** Extends the whole range with the clock, and the shown range if it is the whole one. */
  follow() {
    const follows = this.isWhole;
    const whole = wholeRange(this.samples, Date.now());
    const stale = staleEnd(this.samples, Date.now());
    if (sameRange(whole, this.view.whole) && stale === this.view.stale) return;
    Object.assign(this.view, { whole, stale });
    if (follows) this.apply(whole);
    else this.changed();
  }

  /** The range that the reader has zoomed to; null if a button's or the whole one is shown. */
  get zoomed() {
    const { range } = this.view;
    return this.isWhole || this.buttons.some(([, rangeOf]) => sameRange(rangeOf(), range)) ? null : range;
  }

  /** Makes the buttons work. The last one, if there is any, shows the whole range. */
  initButtons(element) {
    const all = Array.from(element.querySelectorAll('button'));
    const last = all.pop();
    for (const button of all) {
      const hours = Number(button.dataset.hours);
      button.addEventListener('click', () => this.setHours(hours));
      this.buttons.push([button, () => this.newest(hours)]);
    }
    if (last) {
      last.addEventListener('click', () => this.reset());
      this.buttons.push([last, () => this.view.whole]);
    }
    this.label = new RangeLabel(element, () => this.reset());
    this.updateButtons();
  }

  updateButtons() {
    const { range } = this.view;
    const pressed = this.buttons.filter(([, rangeOf]) => sameRange(rangeOf(), range));
    for (const each of this.buttons) each[0].setAttribute('aria-pressed', String(pressed.includes(each)));
    if (this.label) this.label.show(pressed.length || this.isWhole ? null : range);
  }
}
