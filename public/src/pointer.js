// Mouse, pen and touch on a chart. The mouse wheel and vertical swipes still scroll the page.
import { initPinch } from './pinch.js';

const clickSlop = 5; // pixels that the pointer may move during a click

/**
 * Moves the cursor with the pointer, zooms all charts when dragging or with two fingers, and shows the whole range on a double
 * click.
 */
export function initPointer(chart, charts, cursor, zoom, drag) {
  const { element } = chart;
  borrowFocus(element);
  const pinches = initPinch(chart, cursor, zoom, drag);
  let dragged = null;

  const end = () => {
    dragged = null;
    for (const each of charts) each.showBand(null);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || pinches()) return;
    cursor.follow(chart, event.clientX, event.clientY);
    if (event.pointerType === 'touch') return; // dragging a finger moves the cursor
    dragged = { x: event.clientX, time: chart.timeAt(event.clientX), range: null };
    drag.begin(end);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (pinches()) return;
    cursor.follow(chart, event.clientX, event.clientY);
    if (!dragged) return;
    const times = [dragged.time, chart.timeAt(event.clientX)].sort((a, b) => a - b);
    dragged.range = Math.abs(event.clientX - dragged.x) > clickSlop ? times : null;
    for (const each of charts) each.showBand(dragged.range);
  });
  element.addEventListener('pointerup', () => {
    const range = dragged && dragged.range;
    if (dragged) drag.end();
    end();
    if (range) zoom.set(range);
  });
  element.addEventListener('pointercancel', () => {
    if (dragged) drag.cancel();
  });
  element.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'touch') cursor.hide();
  });
  element.addEventListener('dblclick', () => zoom.reset());
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
