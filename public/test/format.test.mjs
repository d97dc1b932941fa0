import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLimit, formatTick, formatValue } from '../src/format.js';
import { readJSON, units } from './units.mjs';

const GiB = 2 ** 30;
const celsius = { name: 'celsius', suffix: ' °C', decimals: 1 };

test('values carry their units, as in the tables of the server', () => {
  for (const [unit, value, want] of readJSON('format.json')) assert.equal(formatValue(units[unit], value), want, `${unit} ${value}`);
  for (const none of [null, undefined]) assert.equal(formatValue(units.bytes, none), '–');
});

test('a unit needs a row of the table and nothing else', () => {
  assert.equal(formatValue(celsius, -5.25), '-5.2 °C');
  assert.equal(formatValue(celsius, -0.04), '0.0 °C');
  assert.equal(formatTick(celsius, -7.5), '-7.5 °C');
  const bits = { name: 'bit/s', suffix: 'bit/s', base: 1000 };
  assert.deepEqual([999, 999.6, -1500, 2e9].map((v) => formatValue(bits, v)), ['999 bit/s', '1.0 kbit/s', '-1.5 kbit/s', '2.0 Gbit/s']);
  assert.equal(formatTick(bits, 2e9), '2 Gbit/s');
  assert.equal(formatValue({}, 4), '4');
});

test('ticks have no more digits than they need', () => {
  const cases = [
    ['percent', 25, '25 %'],
    ['bytes', 8 * GiB, '8 GiB'],
    ['bytes', 1.5 * GiB, '1.5 GiB'],
    ['bytes', -1.5 * GiB, '-1.5 GiB'],
    ['load', 0.1 + 0.2, '0.3'],
    ['per s', 200, '200/s'],
    ['count', 0, '0'],
    ['count', -2.5, '-2.5'],
  ];
  for (const [unit, value, want] of cases) assert.equal(formatTick(units[unit], value), want, `${unit} ${value}`);
});

test('a limit is named as people say it', () => {
  assert.equal(formatLimit(units.load, 'CPUs', 8), '8 CPUs');
  assert.equal(formatLimit(units.bytes, 'total', 32 * GiB), 'total 32.0 GiB');
  assert.equal(formatLimit(celsius, 'limit', 90), 'limit 90.0 °C');
});
