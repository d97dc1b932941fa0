import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTick, formatValue } from '../src/format.js';

const GiB = 2 ** 30;

test('values carry their units', () => {
  const cases = [
    ['percent', 33.62, '33.6 %'],
    ['load', 3.1, '3.10'],
    ['bytes', 0, '0 B'],
    ['bytes', 1023, '1023 B'],
    ['bytes', 1536, '1.5 KiB'],
    ['bytes', 32 * GiB, '32.0 GiB'],
    ['bytes', 157.6 * GiB, '158 GiB'],
    ['bytes', 2 ** 63, '8.0 EiB'],
    ['bytes/s', 5.3 * 2 ** 20, '5.3 MiB/s'],
    ['per s', 0.5, '0.5/s'],
    ['per s', 1170.4, '1170/s'],
    ['count', 220, '220'],
    ['unheard of', 4, '4'],
    ['percent', null, '–'],
    ['percent', undefined, '–'],
  ];
  for (const [unit, value, want] of cases) assert.equal(formatValue(unit, value), want, `${unit} ${value}`);
});

test('below zero is a direction, not a sign', () => {
  assert.equal(formatValue('bytes/s', -2048), '2.0 KiB/s');
  assert.equal(formatTick('bytes/s', -2048), '2 KiB/s');
});

test('ticks have no more digits than they need', () => {
  const cases = [
    ['percent', 25, '25 %'],
    ['bytes', 8 * GiB, '8 GiB'],
    ['bytes', 1.5 * GiB, '1.5 GiB'],
    ['load', 0.1 + 0.2, '0.3'],
    ['per s', 200, '200/s'],
    ['count', 0, '0'],
  ];
  for (const [unit, value, want] of cases) assert.equal(formatTick(unit, value), want, `${unit} ${value}`);
});
