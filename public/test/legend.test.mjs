import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnValues, nearestLine } from '../src/nearest-line.js';
import { chooseLines, totalOf } from '../src/tooltip.js';

const line = (id, value, more) => ({ id, values: [value], ...more });
const ids = (lines) => lines.map(({ id }) => id).join('');

test('layers are drawn on top of each other, lines below zero downwards', () => {
  const layers = [line('a', 10, { stack: true }), line('b', null, { stack: true }), line('c', 5, { stack: true })];
  assert.deepEqual(drawnValues(layers, 0), [10, null, 15]);
  assert.deepEqual(drawnValues([line('in', 3), line('out', 4, { below: true }), { values: [] }], 0), [3, -4, null]);
});

test('the nearest line is within reach', () => {
  const lines = [line('a', 10), line('b', 20), line('c', null)];
  const nearest = (value, reach) => nearestLine(lines, drawnValues(lines, 0), value, reach);
  assert.equal(nearest(13, 5), 0);
  assert.equal(nearest(16, 5), 1);
  assert.equal(nearest(16, 3), -1);
  assert.equal(nearest(900, 5), -1);
});

test('in a stack the nearest is the layer that the pointer is in, or a line that is near', () => {
  const lines = [line('a', 10, { stack: true }), line('zero', 0, { stack: true }), line('b', 20, { stack: true }), line('limit', 40)];
  const nearest = (value) => nearestLine(lines, drawnValues(lines, 0), value, 2);
  assert.deepEqual([1, 10, 11, 30, 31, 39, -1].map(nearest), [0, 0, 2, 2, -1, 3, -1]);
});

test('a tooltip lists lines by value, and the nearest ones if there are too many', () => {
  const lines = Array.from({ length: 9 }, (_, i) => line(i, (i * 4) % 9));
  assert.equal(ids(chooseLines(lines, 0, '', 9)), '246813570');
  assert.equal(ids(chooseLines(lines, 0, 8, 3)), '681');
  assert.equal(ids(chooseLines(lines, 0, '', 3)), '210');
  assert.equal(ids(chooseLines([line('in', 3), line('out', 9, { below: true }), line('more', 5)], 0, '', 9)), 'moreinout');
  assert.deepEqual(chooseLines([line('x', null), { values: [] }], 0, '', 9), []);
});

test('only a stack of several layers has a total', () => {
  const stack = [line('a', 10, { stack: true }), line('b', 5, { stack: true }), line('busy', 15)];
  assert.equal(totalOf(stack, 0), 15);
  assert.equal(totalOf(stack.slice(0, 1), 0), null);
  assert.equal(totalOf([...stack, line('c', 15, { name: 'total' })], 0), null);
  assert.equal(totalOf([line('a', 10), line('b', 5)], 0), null);
});
