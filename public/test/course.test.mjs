import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellAt, cellStates } from '../src/course.js';

test('cellStates reads the paths of a ribbon', () => {
  const states = cellStates([
    ['ok', 'M0 9h40v3H0zM47 9h1v3H47z'],
    ['critical', 'M41 0h2v12H41z'],
    ['gap', 'M43 0h4v12H43z'],
  ], 48);
  assert.equal(states.length, 48);
  assert.deepEqual(states.slice(39), ['ok', '', 'critical', 'critical', ...Array(4).fill('no samples'), 'ok']);
  assert.deepEqual(cellStates([['unknown', 'M3 9h1v3H3z']], 48).slice(2, 5), ['', 'state not known', '']);
  assert.deepEqual(cellStates([], 48), Array(48).fill(''));
});

test('cellAt stays within the ribbon', () => {
  assert.deepEqual([-0.1, 0, 0.5, 0.999, 1, 2].map((share) => cellAt(share, 48)), [0, 0, 24, 47, 47, 47]);
  assert.equal(cellAt(0.99, 54), 53); // continued beyond the newest sample
});
