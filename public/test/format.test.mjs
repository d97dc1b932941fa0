import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { formatTick, formatValue } from '../src/format.js';

const GiB = 2 ** 30;

test('values carry their units, as in the tables of the server', async () => {
  const cases = JSON.parse(await readFile(new URL('format.json', import.meta.url), 'utf8'));
  for (const [unit, value, want] of cases) assert.equal(formatValue(unit, value), want, `${unit} ${value}`);
  for (const none of [null, undefined]) assert.equal(formatValue('bytes', none), '–');
  assert.equal(formatValue('unheard of', 4), '4');
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
