// Keys: the arrows move the cursor, + and - zoom, Escape shows the whole range.

const steps = { ArrowLeft: -1, ArrowRight: 1 };
const factors = { '+': 0.5, '=': 0.5, '-': 2 };

/** focused returns the chart that the keys apply to. */
export function initKeys(focused, cursor, zoom) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const chart = focused();
    if (!chart) return;
    if (event.key in steps) {
      if (scrolls(event.target.closest('.values'))) return;
      cursor.step(chart, steps[event.key] * (event.shiftKey ? 12 : 1));
      if (cursor.index >= 0) zoom.reveal(cursor.samples.times[cursor.index]);
    } else if (event.key in factors) {
      zoom.scale(factors[event.key], cursor.index < 0 ? null : cursor.samples.times[cursor.index]);
    } else if (event.key === 'Escape') {
      cursor.hide();
      zoom.reset();
      return;
    } else return;
    event.preventDefault();
    cursor.announce(chart);
  });
}

// Reports whether the element can scroll sideways. Then the arrow keys scroll it.
function scrolls(element) {
  return element !== null && element.scrollWidth > element.clientWidth;
}
