// Two fingers on a chart: they zoom and move the time of all charts. One finger moves the cursor, and scrolls the page.
import { perFrame } from './frame.js';
import { pinchRange } from './range.js';
import { margins, plotWidth } from './plot.js';

/** Returns a function that reports whether two fingers are on the chart, or were and one still is. */
export function initPinch(chart, cursor, zoom, drag) {
  const { element } = chart;
  const fingers = new Map(); // x in pixels of the window, by pointer
  let start = null; // the range and the fingers' places when the second finger was put down
  let pinched = false; // until all fingers are lifted

  const places = () => {
    const { left, width } = element.getBoundingClientRect();
    return Array.from(fingers.values(), (x) => (x - left - margins.left) / plotWidth(width));
  };
  const move = () => {
    if (start) zoom.apply(pinchRange(start.range, start.places, places()));
  };
  const moveSoon = perFrame(move);
  const end = () => {
    if (!start) return;
    moveSoon.cancel();
    move();
    start = null;
    drag.end();
    zoom.set(chart.view.range);
  };
  const undo = () => {
    moveSoon.cancel();
    zoom.apply(start.range);
    start = null;
  };
  const lift = ({ pointerId }) => {
    if (!fingers.has(pointerId)) return;
    end();
    fingers.delete(pointerId);
    if (!fingers.size) pinched = false;
  };

  element.addEventListener('pointerdown', ({ pointerType, pointerId, clientX }) => {
    if (pointerType !== 'touch') return;
    fingers.set(pointerId, clientX);
    if (fingers.size !== 2) return end();
    start = { range: chart.view.range, places: places() };
    pinched = true;
    cursor.hide();
    drag.begin(undo);
  });
  element.addEventListener('pointermove', ({ pointerId, clientX }) => {
    if (!fingers.has(pointerId)) return;
    fingers.set(pointerId, clientX);
    if (start) moveSoon();
  });
  element.addEventListener('pointerup', lift);
  element.addEventListener('pointercancel', lift);
  return () => pinched;
}
