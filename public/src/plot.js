// The geometry of a chart: the margins of the plot within its element, the size of its texts, and conversions between pixels
// and values. The margins are the same for all charts, so that their time axes are aligned.

const defaultFont = 16; // pixels: the root element's font size if the reader has not set another one
let rootFont = defaultFont;

/** Returns a length for the reader's font size, in pixels. pixels is the length at the default size. */
export function scaled(pixels) {
  return (pixels * rootFont) / defaultFont;
}

// css/static.css and css/chart.css have the same margins and sizes in rem.
export const margins = {};
export let textSize;
export let smallText; // of marks

/** Adapts all lengths to the reader's font size. Returns whether it has changed. */
export function readFont() {
  const before = rootFont;
  if (typeof document !== 'undefined') rootFont = parseFloat(getComputedStyle(document.documentElement).fontSize);
  Object.assign(margins, { left: scaled(66), right: scaled(38), top: scaled(18), bottom: scaled(24) });
  textSize = scaled(11);
  smallText = scaled(10);
  return rootFont !== before;
}
readFont();

/** Returns the width of the plot in an element of the given width. */
export function plotWidth(width) {
  return Math.max(1, width - margins.left - margins.right);
}

/** Returns the height of the plot in an element of the given height. */
export function plotHeight(height) {
  return Math.max(1, height - margins.top - margins.bottom);
}

/** Returns the x of a time, in pixels from the left of the element. */
export function xOfTime(time, [from, to], width) {
  return margins.left + ((time - from) / (to - from)) * plotWidth(width);
}

/** Returns the time at an x, limited to the range. */
export function timeOfX(x, [from, to], width) {
  const share = (x - margins.left) / plotWidth(width);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/** Returns the value at a y, on an axis from min to max, in an element of the given height. */
export function valueOfY(y, { min, max }, height) {
  const share = (height - margins.bottom - y) / plotHeight(height);
  return min + share * (max - min);
}

/** Returns the y of a value, the reverse of valueOfY. */
export function yOfValue(value, { min, max }, height) {
  return height - margins.bottom - ((value - min) / (max - min)) * plotHeight(height);
}
