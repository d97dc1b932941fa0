// Saves the zoom in the address. Each zoom is an entry of the browser's history; zooms that follow each other quickly, as
// from a key that is held down, are one.
import { formatAddress, parseAddress } from './address.js';
import { pushZoom, replaceEntry } from './history-state.js';

const pause = 700; // ms; keys begin to repeat after 500 ms

export class ZoomSteps {
  constructor() {
    this.timer = 0; // while further zooms belong to the current entry
    this.pending = null; // the zoom that the current entry gets when the timer ends
    addEventListener('popstate', () => {
      this.pending = null; // it is of the entry that was left
      this.end();
    });
  }

  /** Saves {range} or {hours}. repeats tells that the zoom may be one of several that make one entry. */
  save(zoom, repeats) {
    if (repeats && this.timer) {
      this.pending = zoom;
      this.wait();
      return;
    }
    this.end();
    const address = addressOf(zoom);
    if (address === addressOf(parseAddress(location.hash))) return;
    pushZoom(address);
    if (repeats) this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), pause);
  }

  /** Completes the current entry. Browsers limit how often an address may change, so that it is not done for each zoom. */
  end() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.pending) replaceEntry(addressOf(this.pending));
    this.pending = null;
  }
}

function addressOf({ range, hours }) {
  const { chart } = parseAddress(location.hash);
  return formatAddress({ range, hours, chart }) || location.pathname + location.search;
}
