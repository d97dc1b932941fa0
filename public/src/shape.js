// Reads the path data of a compare page's small charts (render/svg/parts.go). Coordinates are relative and whole.

/**
 * Parses path data: "m2-28h1l3 6". Returns {points, step}: points are {x, y}, and step is the distance between neighbours.
 */
export function parseShape(data) {
  const points = [];
  let x = 0;
  let y = 0;
  let before = null; // the x of the point before
  let step = Infinity;
  for (const [, command, dx, dy] of data.matchAll(/([mlh])(-?\d+) ?(-?\d+)?/g)) {
    x += Number(dx);
    if (command === 'h') continue;
    y += Number(dy);
    points.push({ x, y });
    if (before !== null) step = Math.min(step, x - before);
    before = x;
  }
  return { points, step: Number.isFinite(step) ? step : 4 };
}

/** Returns the y of the point nearest to x; null if x is in a gap, or outside of the shape. */
export function heightAt({ points, step }, x) {
  let nearest = null;
  for (const point of points) {
    if (!nearest || Math.abs(point.x - x) < Math.abs(nearest.x - x)) nearest = point;
  }
  return nearest && Math.abs(nearest.x - x) <= step / 2 + 0.5 ? nearest.y : null;
}
