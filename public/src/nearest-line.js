// Where lines are drawn at one sample, and which of them is nearest to the pointer. The functions are pure.

/**
 * Returns the heights at which the lines are drawn at a sample, in the chart's unit: layers on top of those before them,
 * lines below zero negative. null for a line without a value there.
 */
export function drawnValues(lines, index) {
  let under = 0;
  return lines.map((line) => {
    const value = line.values[index];
    if (value === null || value === undefined) return null;
    if (line.stack) return (under += value);
    return line.below ? -value : value;
  });
}

/**
 * Returns the place of the line nearest to a value, no farther from it than reach; else of the layer that the value lies in; -1
 * for none. heights are what drawnValues returns.
 */
export function nearestLine(lines, heights, value, reach) {
  let nearest = -1;
  let distance = reach;
  heights.forEach((height, i) => {
    if (height === null || lines[i].stack || Math.abs(height - value) > distance) return;
    nearest = i;
    distance = Math.abs(height - value);
  });
  if (nearest >= 0 || value < 0) return nearest;
  return heights.findIndex((height, i) => height !== null && lines[i].stack && height >= value);
}
