import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extent, valueAxis } from '../src/scale.js';
import { units } from './units.mjs';

const MiB = 2 ** 20;

test('axes end at ticks that a person would choose', () => {
  const cases = [
    ['percent of all', ['percent', 0, 63, 100], { min: 0, max: 100, interval: 25 }],
    ['a small percentage', ['percent', 0, 3.3, 0], { min: 0, max: 4, interval: 1 }],
    ['load', ['load', 0, 12.8, 0], { min: 0, max: 15, interval: 5 }],
    ['bytes by powers of two', ['bytes', 0, 364 * MiB, 0], { min: 0, max: 384 * MiB, interval: 128 * MiB }],
    ['in and out', ['bytes/s', -9 * MiB, 3 * MiB, 0], { min: -12 * MiB, max: 4 * MiB, interval: 4 * MiB }],
    ['whole things', ['count', 0, 2, 0], { min: 0, max: 2, interval: 1 }],
    ['many things', ['count', 0, 398, 0], { min: 0, max: 400, interval: 100 }],
    ['nothing at all', ['bytes', 0, 0, 0], { min: 0, max: MiB, interval: MiB / 4 }],
    ['a fixed end', ['load', 0, 1, 8], { min: 0, max: 8, interval: 2 }],
    ['below zero', ['load', -7, 0, 0], { min: -8, max: 0, interval: 2 }],
    ['around zero', ['count', -3, 12, 0], { min: -5, max: 15, interval: 5 }],
    ['a negative percentage of all', ['percent', -10, 63, 100], { min: -25, max: 100, interval: 25 }],
  ];
  for (const [name, [unit, ...args], want] of cases) assert.deepEqual(valueAxis(units[unit], ...args), want, name);
});

test('the axis holds what it is made for', () => {
  for (const unit of [...Object.values(units), {}]) {
    for (let high = 0.013; high < 1e15; high *= 1.7) {
      const { max, interval } = valueAxis(unit, 0, high, 0);
      assert.ok(max >= high * 0.999 && max / interval <= 6.001, `${unit.name} ${high}: ${max} by ${interval}`);
    }
  }
});

test('stacked lines count together, lines below zero to the other side', () => {
  const times = [1, 2, 3, 4];
  const stacked = [{ values: [1, 2, null, 90], stack: true }, { values: [5, 5, 5, 90], stack: true }];
  assert.deepEqual(extent(times, stacked, 1, 3), [0, 7]);
  const both = [{ values: [1, 2, 3, 4] }, { values: [1, null, 8, 9], below: true }];
  assert.deepEqual(extent(times, both, 1, 3), [-8, 3]);
  assert.deepEqual(extent([], both, 1, 3), [0, 0]);
});

test('negative values are below zero, and above it on a line drawn below', () => {
  const values = [-5, -7, null, -6];
  assert.deepEqual(extent([1, 2, 3, 4], [{ values }], 1, 4), [-7, 0]);
  assert.deepEqual(extent([1, 2, 3, 4], [{ values, below: true }], 1, 4), [0, 7]);
  assert.deepEqual(extent([1, 2], [{ values: [] }], 1, 2), [0, 0]);
});
