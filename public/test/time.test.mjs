import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress, parseAddress } from '../src/address.js';
import { ageText, isLate } from '../src/age.js';
import { fullTime, isMidnight, shortTime, timeOfDay, zone } from '../src/clock.js';
import { clampRange, scaleRange, wholeRange } from '../src/range.js';

const minute = 60_000;
const hour = 60 * minute;

test('ages are said in the unit that fits', () => {
  const cases = [[0, '0 s ago'], [42_000, '42 s ago'], [16 * minute, '16 min ago'], [5 * hour, '5 h ago'],
    [80 * hour, '3 days ago'], [-20_000, '0 s ago'], [-10 * minute, '10 min ahead of this clock']];
  for (const [ms, want] of cases) assert.equal(ageText(ms), want);
});

test('a short time has its day only if that is another one', () => {
  const at = new Date(2026, 10, 22, 6, 35).getTime();
  assert.equal(shortTime(at, at + 17 * hour), '06:35');
  assert.equal(shortTime(at, at + 18 * hour), 'Sun 22 06:35');
  assert.equal(shortTime(at, at - 7 * hour), 'Sun 22 06:35');
});

test('late is older than two cadences', () => {
  assert.equal(isLate(10 * minute, 5 * minute), false);
  assert.equal(isLate(10 * minute + 1, 5 * minute), true);
});

test('the whole range follows the clock only when samples are late, and by a quarter at most', () => {
  const samples = { from: 0, to: 40 * hour, cadence: 5 * minute };
  assert.deepEqual(wholeRange(samples, 40 * hour + 10 * minute), [0, 40 * hour]);
  assert.deepEqual(wholeRange(samples, 43 * hour), [0, 43 * hour]);
  assert.deepEqual(wholeRange(samples, 900 * hour), [0, 50 * hour]);
  assert.deepEqual(wholeRange(samples, 0), [0, 40 * hour]);
});

test('a range stays within the whole one and is not too short', () => {
  const whole = [0, 100];
  const cases = [[[20, 40], [20, 40]], [[-30, 20], [0, 50]], [[90, 130], [60, 100]], [[-50, 500], [0, 100]],
    [[50, 52], [46, 56]], [[99, 100], [90, 100]]];
  for (const [range, want] of cases) assert.deepEqual(clampRange(range, whole, 10), want, String(range));
  assert.deepEqual(scaleRange([0, 100], 0.5, 20), [10, 60]);
});

test('the address keeps the zoom and the chart', () => {
  const range = [1795010100000, 1795182900000];
  assert.equal(formatAddress({ range, chart: 'cpu' }), '#1795010100-1795182900&chart=cpu');
  assert.deepEqual(parseAddress('#1795010100-1795182900&chart=cpu'), { range, chart: 'cpu' });
  assert.deepEqual(parseAddress('#chart=cpu'), { range: null, chart: 'cpu' });
  assert.equal(formatAddress({ range: null, chart: null }), '');
});

test('an address that makes no sense is none', () => {
  for (const hash of ['', '#', '#5-3', '#a-b', '#1-2-3', '#chart="><img', '#chart=', '#999999999999999-9999999999999999']) {
    assert.deepEqual(parseAddress(hash), { range: null, chart: null }, hash);
  }
});

test('times are the viewer\'s', () => {
  const at = new Date(2026, 10, 22, 2, 50, 7).getTime();
  assert.equal(timeOfDay(at), '02:50');
  assert.equal(timeOfDay(at, true), '02:50:07');
  assert.equal(fullTime(at), 'Sun 2026-11-22 02:50');
  assert.equal(isMidnight(new Date(2026, 10, 22).getTime()), true);
  assert.equal(isMidnight(at), false);
  assert.match(zone(at), /^\S+/);
});
