// Mouse, pen and finger on a chart. The wheel and a finger's upward stroke stay the page's.

const slop = 5; // pixels that a click may tremble

/** Makes a chart follow the pointer, zoom all charts by a drag, and show all again after a double click. */
export function usePointer(chart, charts, cursor, zoom) {
  const { element } = chart;
  lendFocus(element);
  let drag = null;

  const end = () => {
    drag = null;
    for (const each of charts) each.cover(null);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    cursor.follow(chart, event.clientX, event.clientY);
    if (event.pointerType === 'touch') return; // a finger's stroke moves the cursor
    drag = { x: event.clientX, time: chart.timeAt(event.clientX), range: null };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    cursor.follow(chart, event.clientX, event.clientY);
    if (!drag) return;
    const times = [drag.time, chart.timeAt(event.clientX)].sort((a, b) => a - b);
    drag.range = Math.abs(event.clientX - drag.x) > slop ? times : null;
    for (const each of charts) each.cover(drag.range);
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

// A click gives the chart the focus, so that keys mean it. The focus goes when the pointer does, unless keys were used
// meanwhile: a page is not renewed while a chart has it, and nobody sees where a click has left it. A finger gives none,
// for it is gone before.
function lendFocus(element) {
  let lent = false;
  let touch = false;
  element.addEventListener('pointerdown', (event) => {
    touch = event.pointerType === 'touch';
    lent = !touch && document.activeElement !== element;
  });
  element.addEventListener('mousedown', (event) => {
    if (touch) event.preventDefault();
  });
  element.addEventListener('keydown', () => (lent = false));
  element.addEventListener('pointerleave', () => {
    if (lent && document.activeElement === element) element.blur();
    lent = false;
  });
}
