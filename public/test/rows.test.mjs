import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapsBefore, drawnRows } from '../src/rows.js';

test('gapsBefore marks the first sample after a gap', () => {
  assert.deepEqual(gapsBefore([0, 10, 50, 60, 100], [[10, 50], [60, 100]]), [false, false, true, false, true]);
  assert.deepEqual(gapsBefore([0, 10, 50], [[15, 45]]), [false, false, true]);
  assert.deepEqual(gapsBefore([0, 10], []), [false, false]);
  assert.deepEqual(gapsBefore([], [[1, 2]]), []);
});

test('without gaps, points equal samples', () => {
  const rows = drawnRows([0, 10, 20], [[1, 2, 3], [4, 5, 6]], [false, false, false], 5);
  assert.deepEqual(rows, { times: [0, 10, 20], columns: [[1, 2, 3], [4, 5, 6]], alone: false });
});

test('a gap contains a point of nulls', () => {
  const rows = drawnRows([0, 10, 50, 60], [[1, 2, 3, 4]], [false, false, true, false], 5);
  assert.deepEqual(rows, { times: [0, 10, 30, 50, 60], columns: [[1, 2, null, 3, 4]], alone: false });
});

test('a sample between gaps extends half a step to both sides', () => {
  const rows = drawnRows([0, 10, 50, 90, 100], [[1, 2, 3, 4, 5]], [false, false, true, true, false], 5);
  assert.deepEqual(rows.times, [0, 10, 30, 45, 50, 55, 70, 90, 100]);
  assert.deepEqual(rows.columns, [[1, 2, null, 3, 3, 3, null, 4, 5]]);
});

test('a single sample has a width', () => {
  assert.deepEqual(drawnRows([100], [[7]], [false], 5), { times: [95, 100, 105], columns: [[7, 7, 7]], alone: true });
});

test('a value without neighbours does not bend other lines', () => {
  const rows = drawnRows([0, 10, 20], [[null, 5, null], [0, 10, 30]], [false, false, false], 5);
  assert.deepEqual(rows.times, [0, 5, 10, 15, 20]);
  assert.deepEqual(rows.columns, [[null, 5, 5, 5, null], [0, 5, 10, 20, 30]]);
});

test('a value without neighbours reaches at most half the way to the samples beside it', () => {
  assert.deepEqual(drawnRows([0, 10, 20], [[null, 5, null]], [false, false, false], 8).times, [0, 5, 10, 15, 20]);
});
