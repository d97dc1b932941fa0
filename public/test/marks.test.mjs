import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marks } from '../src/marks.js';

const hour = 3600e3;

// labelShown tells whether the time without samples has a label, from the tenth hour to the twentieth, in a plot of 600 pixels.
function labelShown(range) {
  const samples = { to: 10 * hour, gaps: [], reboots: [] };
  const scale = { min: 0, max: 100 };
  const made = marks({ skeleton: {}, levels: {}, samples, lines: [], stale: 20 * hour, range, theme: {}, scale, width: 704 });
  return made.markArea.data[0][0].label.show;
}

test('further levels are drawn, and labelled where they are not near to another level', () => {
  const samples = { to: hour, gaps: [], reboots: [] };
  const levels = { warning: 90, further: [{ at: 10, state: 'warning' }, { at: 12, state: 'critical' }, { at: 95, state: 'warning' }, { at: 200, state: 'critical' }] };
  const look = { skeleton: { unit: { suffix: '%', decimals: 0 } }, levels, samples, lines: [], stale: hour, range: [0, hour], theme: {}, scale: { min: 0, max: 100 }, pixels: 600 };
  const lines = marks(look).markLine.data.map(({ yAxis, label }) => [yAxis, label.show]);
  assert.deepEqual(lines, [[90, true], [10, true], [12, false], [95, false]]);
});

test('the time without samples has a label only where enough of it is visible', () => {
  assert.equal(labelShown([0, 20 * hour]), true, 'all of it');
  assert.equal(labelShown([7 * hour, 10 * hour]), false, 'a range that ends with the newest sample');
  assert.equal(labelShown([1 * hour, 4 * hour]), false, 'a range before it');
  assert.equal(labelShown([15 * hour, 18 * hour]), true, 'a range in the middle of it');
});
