// Turns samples into the rows that are drawn: lines end at gaps, and a sample that stands alone is wide enough
// to be seen.

/** For each sample, whether a gap separates it from the one before. Gaps are [from, to] in ms, ascending. */
export function breaks(times, gaps) {
  let gap = 0;
  return times.map((time, i) => {
    if (i === 0) return false;
    while (gap < gaps.length && gaps[gap][1] <= times[i - 1]) gap++;
    return gap < gaps.length && gaps[gap][0] < time;
  });
}

/**
 * The rows of one chart: a time column and one column for each of the given ones. Between samples that a gap
 * separates stands a row of nulls. A value without a neighbour is drawn from half a step before it to half a
 * step after.
 */
export function drawnRows(times, columns, broken, half) {
  const rows = { times: [], columns: columns.map(() => []) };
  const push = (time, value) => {
    rows.times.push(time);
    columns.forEach((column, k) => rows.columns[k].push(value(column)));
  };
  const beside = (column, i, side) => linked(column, i, side, broken);
  times.forEach((time, i) => {
    const lonely = columns.some((column) => isAlone(column, i, beside));
    if (broken[i]) push((times[i - 1] + time) / 2, () => null);
    if (lonely) push(time - half, (column) => edge(column, i, -1, beside, times, half));
    push(time, (column) => column[i]);
    if (lonely) push(time + half, (column) => edge(column, i, 1, beside, times, half));
  });
  return rows;
}

/** The neighbour that a line goes to from sample i, to the left (-1) or to the right (1); -1 if there is none. */
function linked(column, i, side, broken) {
  const j = i + side;
  if (j < 0 || j >= column.length || broken[Math.max(i, j)] || column[j] === null) return -1;
  return j;
}

function isAlone(column, i, beside) {
  return column[i] !== null && beside(column, i, -1) < 0 && beside(column, i, 1) < 0;
}

// The value half a step beside sample i: the sample's own if it stands alone, else a point of the line that
// another column of the same row must not bend.
function edge(column, i, side, beside, times, half) {
  if (column[i] === null || isAlone(column, i, beside)) return column[i];
  const j = beside(column, i, side);
  if (j < 0) return null;
  const share = Math.min(1, half / Math.abs(times[j] - times[i]));
  return column[i] + (column[j] - column[i]) * share;
}
