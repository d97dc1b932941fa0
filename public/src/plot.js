// Where a chart's plot lies within its element, and which time is where. The margins are the same on every chart,
// so that the x axes of charts above each other line up.

export const margins = { left: 66, right: 38, top: 18, bottom: 24 };

/** The width of the plot in an element that is so many pixels wide. */
export function plotWidth(width) {
  return Math.max(1, width - margins.left - margins.right);
}

/** The x of a time, in pixels from the element's left. */
export function xOfTime(time, [from, to], width) {
  return margins.left + ((time - from) / (to - from)) * plotWidth(width);
}

/** The time at an x; beyond the plot, the range's end. */
export function timeOfX(x, [from, to], width) {
  const share = (x - margins.left) / plotWidth(width);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/** The value at a y, on an axis from min to max, in an element that is so many pixels high. */
export function valueOfY(y, { min, max }, height) {
  const share = (height - margins.bottom - y) / Math.max(1, height - margins.top - margins.bottom);
  return min + share * (max - min);
}
