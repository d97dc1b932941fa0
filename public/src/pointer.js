// Mouse, pen and touch on a chart. The mouse wheel and vertical swipes still scroll the page.

const clickSlop = 5; // pixels that the pointer may move during a click

/** Moves the cursor with the pointer, zooms all charts when dragging, and shows the whole range on a double click. */
export function initPointer(chart, charts, cursor, zoom) {
  const { element } = chart;
  borrowFocus(element);
  let drag = null;

  const end = () => {
    drag = null;
    for (const each of charts) each.showBand(null);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    cursor.follow(chart, event.clientX, event.clientY);
    if (event.pointerType === 'touch') return; // dragging a finger moves the cursor
    drag = { x: event.clientX, time: chart.timeAt(event.clientX), range: null };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    cursor.follow(chart, event.clientX, event.clientY);
    if (!drag) return;
    const times = [drag.time, chart.timeAt(event.clientX)].sort((a, b) => a - b);
    drag.range = Math.abs(event.clientX - drag.x) > clickSlop ? times : null;
    for (const each of charts) each.showBand(drag.range);
  });
  element.addEventListener('pointerup', () => {
    const range = drag && drag.range;
    end();
    if (range) zoom.set(range);
  });
  element.addEventListener('pointercancel', end);
  element.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'touch') cursor.hide();
  });
  element.addEventListener('dblclick', () => zoom.reset());
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
  });
}

// A click focuses the chart, so that key presses apply to it. The focus is removed when the pointer leaves, unless a key
// was pressed: a page is not reloaded while a chart has the focus, and the reader may have forgotten it. A touch does
// not focus, because the pointer leaves immediately.
function borrowFocus(element) {
  let borrowed = false;
  let touch = false;
  element.addEventListener('pointerdown', (event) => {
    touch = event.pointerType === 'touch';
    borrowed = !touch && document.activeElement !== element;
  });
  element.addEventListener('mousedown', (event) => {
    if (touch) event.preventDefault();
  });
  element.addEventListener('keydown', () => (borrowed = false));
  element.addEventListener('pointerleave', () => {
    if (borrowed && document.activeElement === element) element.blur();
    borrowed = false;
  });
}
