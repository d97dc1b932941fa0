// The keys of a host's page.

const steps = { ArrowLeft: -1, ArrowRight: 1 };
const factors = { '+': 0.5, '=': 0.5, '-': 2 };

/** Returns the bindings for initKeys. focused returns the chart that keys apply to; drag is the drag of a pointer. */
export function chartKeys(charts, focused, cursor, zoom, drag) {
  const moveCursor = ({ key, shiftKey, target }) => {
    const chart = focused();
    if (!chart || scrolls(target.closest('.values, .sections'))) return false;
    cursor.step(chart, steps[key] * (shiftKey ? 12 : 1));
    if (cursor.index >= 0) zoom.reveal(cursor.samples.times[cursor.index]);
    cursor.announce(chart);
  };
  const scale = ({ key }) => {
    const chart = focused();
    if (!chart) return false;
    zoom.scale(factors[key], cursor.index < 0 ? null : cursor.samples.times[cursor.index]);
    cursor.announce(chart);
  };
  const goBy = (by) => () => {
    const next = nextCard(charts, by);
    if (!next) return false;
    next.scrollIntoView();
    next.querySelector('h2 a').focus({ preventScroll: true });
  };
  return [
    { keys: ['j'], shown: 'j', text: 'the next chart', run: goBy(1) },
    { keys: ['k'], shown: 'k', text: 'the chart before', run: goBy(-1) },
    { keys: Object.keys(steps), shown: '← →', text: 'move the cursor; with Shift an hour', run: moveCursor },
    { keys: Object.keys(factors), shown: '+ -', text: 'zoom', run: scale },
    { keys: [], shown: 'Enter', text: 'on a line of a table: show it alone, or all again' }, // legend.js has these two
    { keys: [], shown: 'Space', text: 'on a line of a table: show it or not, as Ctrl-click does' },
    { keys: [], shown: 'Tap', text: 'on a line of a table: show it alone, then further ones beside it' },
    { keys: ['Escape'], shown: 'Esc', text: 'end the drag; else hide the cursor; else undo the last zoom', run: () => escape(cursor, zoom, drag) },
  ];
}

// Undoes the latest thing alone.
function escape(cursor, zoom, drag) {
  if (drag.cancel()) return true;
  if (cursor.isShown) cursor.hide();
  else if (zoom.isHome) return false;
  else zoom.back();
  return true;
}

// Returns the card that is `by` cards after the one with the focus, or without a focus after the first one in the window.
function nextCard(charts, by) {
  const cards = charts.map(({ element }) => element.closest('figure')).filter((card) => card.getClientRects().length);
  const focused = cards.indexOf(document.activeElement && document.activeElement.closest('figure'));
  if (focused >= 0) return cards[focused + by];
  const head = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const first = cards.findIndex((card) => card.getBoundingClientRect().top >= head - 1);
  if (by > 0) return cards[first];
  return cards[first < 0 ? cards.length - 1 : first - 1];
}

// Reports whether the element can scroll sideways. Then the arrow keys scroll it.
function scrolls(element) {
  return element !== null && element.scrollWidth > element.clientWidth;
}
