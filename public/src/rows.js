// Turns samples into the points that are drawn: lines end at gaps, and a sample without neighbours is wide enough to be
// visible.

/** Returns for each sample whether there is a gap before it. Gaps are [from, to] in ms, ascending. */
export function gapsBefore(times, gaps) {
  let gap = 0;
  return times.map((time, i) => {
    if (i === 0) return false;
    while (gap < gaps.length && gaps[gap][1] <= times[i - 1]) gap++;
    return gap < gaps.length && gaps[gap][0] < time;
  });
}

/**
 * Returns the points of one chart: times, the values of each column, and whether some value is alone. In a gap there is a
 * point of nulls. A value without neighbours becomes a horizontal line from time - half to time + half, but at most half
 * the way to the samples beside it.
 */
export function drawnRows(times, columns, gapBefore, half) {
  const rows = { times: [], columns: columns.map(() => []), alone: false };
  const push = (time, value) => {
    rows.times.push(time);
    columns.forEach((column, k) => rows.columns[k].push(value(column)));
  };
  const beside = (column, i, side) => linked(column, i, side, gapBefore);
  times.forEach((time, i) => {
    const lonely = columns.some((column) => isAlone(column, i, beside));
    if (gapBefore[i]) push((times[i - 1] + time) / 2, () => null);
    rows.alone = rows.alone || lonely;
    const widen = (side) => {
      const j = i + side;
      const width = j in times ? Math.min(half, Math.abs(times[j] - time) / 2) : half;
      push(time + side * width, (column) => edge(column, i, side, beside, times, width));
    };
    if (lonely) widen(-1);
    push(time, (column) => column[i]);
    if (lonely) widen(1);
  });
  return rows;
}

/** Returns the index of the sample that is joined to sample i by a line, on the left (-1) or right (1); -1 for none. */
function linked(column, i, side, gapBefore) {
  const j = i + side;
  if (j < 0 || j >= column.length || gapBefore[Math.max(i, j)] || column[j] === null) return -1;
  return j;
}

function isAlone(column, i, beside) {
  return column[i] !== null && beside(column, i, -1) < 0 && beside(column, i, 1) < 0;
}

// Returns the value half a step beside sample i: that of the sample if it has no neighbours, else a point on the line to
// its neighbour, so that the additional point does not bend the line.
function edge(column, i, side, beside, times, half) {
  if (column[i] === null || isAlone(column, i, beside)) return column[i];
  const j = beside(column, i, side);
  if (j < 0) return null;
  const share = Math.min(1, half / Math.abs(times[j] - times[i]));
  return column[i] + (column[j] - column[i]) * share;
}
