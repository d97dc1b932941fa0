// The geometry of a chart: the margins of the plot within its element, and conversions between pixels and values. The
// margins are the same for all charts, so that their time axes are aligned.

export const margins = { left: 66, right: 38, top: 18, bottom: 24 };

/** Returns the width of the plot in an element of the given width. */
export function plotWidth(width) {
  return Math.max(1, width - margins.left - margins.right);
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
  const share = (height - margins.bottom - y) / Math.max(1, height - margins.top - margins.bottom);
  return min + share * (max - min);
}
