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

test('the time without samples has a label only where enough of it is visible', () => {
  assert.equal(labelShown([0, 20 * hour]), true, 'all of it');
  assert.equal(labelShown([7 * hour, 10 * hour]), false, 'a range that ends with the newest sample');
  assert.equal(labelShown([1 * hour, 4 * hour]), false, 'a range before it');
  assert.equal(labelShown([15 * hour, 18 * hour]), true, 'a range in the middle of it');
});
