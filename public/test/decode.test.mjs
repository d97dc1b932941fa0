import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, decodeColumn, decodeExtremes, nearest } from '../src/decode.js';

test('decodeColumn sums differences and keeps null', () => {
  assert.deepEqual(decodeColumn({ scale: 0.1, values: [653, -12, null, 4] }), [65.3, 64.1, null, 64.5]);
});

test('decodeColumn has no rounding errors at any scale', () => {
  assert.deepEqual(decodeColumn({ scale: 0.1, values: [3] }), [0.3]);
  assert.deepEqual(decodeColumn({ scale: 0.01, values: [7, 22] }), [0.07, 0.29]);
  assert.deepEqual(decodeColumn({ scale: 1024, values: [2, -1] }), [2048, 1024]);
  assert.deepEqual(decodeColumn({ values: [5] }), [5]);
});

const page = (parts) => (id) => parts[id] || {};

test('columns are read on first use', () => {
  const read = [];
  const samples = decode((id) => (read.push(id), {}));
  const columns = samples.columnsOf('cpu');
  assert.deepEqual(read, ['data']);
  columns.get('cpu_0');
  columns.get('cpu_1');
  assert.deepEqual(read, ['data', 'data-cpu']);
});

test('decode sums times, and missing parts are empty', () => {
  const samples = decode(page({ data: { time: [1000, 300, 300] }, 'data-cpu': { cpu_0: { scale: 1, values: [1, 1, 1] } } }));
  assert.deepEqual(samples.times, [1000, 1300, 1600]);
  assert.deepEqual(samples.columnsOf('cpu').get('cpu_0'), [1, 2, 3]);
  assert.equal(samples.columnsOf('load').get('load_0'), undefined);
  assert.deepEqual([samples.gaps, samples.reboots, samples.charts], [[], [], {}]);
  assert.deepEqual(decode(page({})).times, []);
});

test('a series id may be a property of Object.prototype', () => {
  const columns = decode(page({ 'data-x': JSON.parse('{"__proto__":{"values":[4]},"constructor":{"values":[5]}}') })).columnsOf('x');
  assert.deepEqual(columns.get('__proto__'), [4]);
  assert.deepEqual(columns.get('constructor'), [5]);
  assert.equal(columns.get('toString'), undefined);
});

test('nearest finds the nearest sample', () => {
  const times = [10, 20, 40];
  const cases = [[-5, 0], [10, 0], [14, 0], [16, 1], [29, 1], [31, 2], [99, 2]];
  for (const [t, want] of cases) assert.equal(nearest(times, t), want, String(t));
  assert.equal(nearest([], 5), -1);
});

test('extremes are steps away from the means, within the lowest and the highest of all', () => {
  const column = { scale: 0.1, values: [653, -12, null, 4], step: 5, low: [2, 0, null, 1], high: [30, -8, null, 0], min: 635, max: 780 };
  assert.deepEqual(decodeExtremes(column), { low: [64.3, 63.5, null, 63.5], high: [78, 75.1, null, 75.5] });
  assert.equal(decodeExtremes({ scale: 1, values: [1] }), null);
});
