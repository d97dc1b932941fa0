// Goes to the chart that the address names, and to parts of the page by links that keep the zoom.
import { formatAddress, parseAddress } from './address.js';
import { measureHead } from './head.js';
import { pushPlace } from './history-state.js';
import { navigationType } from './reload.js';

export class Landing {
  constructor() {
    this.chart = null; // the id of the chart that the page goes to, until the reader does something
    measureHead(() => this.land());
    // After a reload, or when coming back to the page, the browser restores the scroll position.
    if (navigationType() === 'navigate') this.goTo(parseAddress(location.hash).chart);
    for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(kind, () => (this.chart = null), { passive: true });
    let { chart } = parseAddress(location.hash);
    addEventListener('hashchange', () => {
      const before = chart;
      ({ chart } = parseAddress(location.hash));
      if (chart !== before) this.goTo(chart); // not when Back undoes a zoom
    });
    document.addEventListener('click', (event) => this.follow(event));
  }

  /** Goes to the chart; null: to none. It goes there again when the page changes before the reader does something. */
  goTo(chart) {
    this.chart = chart;
    const card = chart && cardOf(chart);
    if (!card) return;
    const shut = card.querySelector('.shut'); // its chart is shown on demand
    if (shut) shut.open = true;
    this.land();
    card.querySelector('h2 a').focus({ preventScroll: true }); // not the chart, because a page with a focused chart is not reloaded
  }

  land() {
    const card = this.chart && cardOf(this.chart);
    if (card) card.scrollIntoView({ behavior: 'instant' });
  }

  // Follows a link to a chart, or to the top of the page, without losing the zoom in the address.
  follow(event) {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const hash = link.getAttribute('href');
    const { chart } = parseAddress(hash);
    if (!chart && hash !== '#top') return;
    event.preventDefault();
    const address = formatAddress({ ...parseAddress(location.hash), chart });
    if (address !== location.hash) pushPlace(address || location.pathname + location.search);
    if (chart) this.goTo(chart);
    else scrollTo({ top: 0 });
  }
}

function cardOf(chart) {
  return document.getElementById(`chart-${chart}`);
}
