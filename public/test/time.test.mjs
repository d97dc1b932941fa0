import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress, parseAddress } from '../src/address.js';
import { lineStatistics, statistics } from '../src/statistics.js';
import { timeTicks } from '../src/ticks.js';
import { ageText, isLate } from '../src/age.js';
import { day, fullTime, isMidnight, month, rangeText, sampleTime, shortTime, timeOfDay, zone } from '../src/clock.js';
import { clampRange, pinchRange, scaleRange, wholeRange } from '../src/range.js';

const minute = 60_000;
const hour = 60 * minute;

test('ageText chooses a unit', () => {
  const cases = [[0, '0 s ago'], [42_000, '42 s ago'], [16 * minute, '16 min ago'], [5 * hour, '5 h ago'],
    [80 * hour, '3 days ago'], [-20_000, '0 s ago'], [-10 * minute, '10 min ahead of this clock']];
  for (const [ms, want] of cases) assert.equal(ageText(ms), want);
});

test('shortTime has the day only if it is not today', () => {
  const at = new Date(2026, 10, 22, 6, 35).getTime();
  assert.equal(shortTime(at, at + 17 * hour), '06:35');
  assert.equal(shortTime(at, at + 18 * hour), 'Sun 22 06:35');
  assert.equal(shortTime(at, at - 7 * hour), 'Sun 22 06:35');
});

test('a day more than six days away has its month, and in another year the year', () => {
  const at = new Date(2026, 10, 22, 6, 35).getTime();
  const cases = [[6 * 24 * hour, 'Sun 22 06:35'], [7 * 24 * hour, '22 Nov 06:35'], [-7 * 24 * hour, '22 Nov 06:35'], [60 * 24 * hour, '22 Nov 2026 06:35']];
  for (const [off, want] of cases) assert.equal(shortTime(at, at + off), want);
  assert.equal(day(at, at + 6 * 24 * hour), 'Sun 22');
  assert.equal(day(at, at + 30 * 24 * hour), '22 Nov');
});

test('rangeText names one day or two', () => {
  const at = new Date(2026, 10, 23, 7, 50).getTime();
  const cases = [[11 * hour, 'Mon 23 07:50 – 18:50'], [36 * hour, 'Mon 23 07:50 – Tue 24 19:50'], [minute, 'Mon 23 07:50:00 – 07:51:00']];
  for (const [length, want] of cases) assert.equal(rangeText([at, at + length], at), want);
});

test('isLate is older than two cadences', () => {
  assert.equal(isLate(10 * minute, 5 * minute), false);
  assert.equal(isLate(10 * minute + 1, 5 * minute), true);
});

test('wholeRange follows the clock only if samples are late, by at most a quarter', () => {
  const samples = { from: 0, to: 40 * hour, due: 5 * minute };
  assert.deepEqual(wholeRange(samples, 40 * hour + 10 * minute), [0, 40 * hour]);
  assert.deepEqual(wholeRange(samples, 43 * hour), [0, 43 * hour]);
  assert.deepEqual(wholeRange(samples, 900 * hour), [0, 50 * hour]);
  assert.deepEqual(wholeRange(samples, 0), [0, 40 * hour]);
});

test('clampRange stays within the whole range and is not too short', () => {
  const whole = [0, 100];
  const cases = [[[20, 40], [20, 40]], [[-30, 20], [0, 50]], [[90, 130], [60, 100]], [[-50, 500], [0, 100]],
    [[50, 52], [46, 56]], [[99, 100], [90, 100]]];
  for (const [range, want] of cases) assert.deepEqual(clampRange(range, whole, 10), want, String(range));
  assert.deepEqual(scaleRange([0, 100], 0.5, 20), [10, 60]);
});

test('the address contains zoom and chart', () => {
  const range = [1795010100000, 1795182900000];
  assert.equal(formatAddress({ range, chart: 'cpu' }), '#1795010100-1795182900&chart=cpu');
  assert.deepEqual(parseAddress('#1795010100-1795182900&chart=cpu'), { range, hours: null, chart: 'cpu' });
  assert.deepEqual(parseAddress('#chart=cpu'), { range: null, hours: null, chart: 'cpu' });
  assert.deepEqual(parseAddress('#3h&chart=cpu'), { range: null, hours: 3, chart: 'cpu' });
  assert.equal(formatAddress({ hours: 12, chart: 'cpu' }), '#12h&chart=cpu');
  assert.equal(formatAddress({ range: null, chart: null }), '');
});

test('parseAddress ignores invalid parts', () => {
  for (const hash of ['', '#', '#5-3', '#a-b', '#1-2-3', '#chart="><img', '#chart=', '#0h', '#3', '#h', '#999999h', '#-3h', '#999999999999999-9999999999999999']) {
    assert.deepEqual(parseAddress(hash), { range: null, hours: null, chart: null }, hash);
  }
});

test('times are in the viewer\'s zone', () => {
  const at = new Date(2026, 10, 22, 2, 50, 7).getTime();
  assert.equal(timeOfDay(at), '02:50');
  assert.equal(timeOfDay(at, true), '02:50:07');
  assert.equal(fullTime(at), 'Sun 2026-11-22 02:50');
  assert.equal(isMidnight(new Date(2026, 10, 22).getTime()), true);
  assert.equal(isMidnight(at), false);
  assert.match(zone(at), /^\S+/);
});

test('timeTicks chooses the same ticks as the server', () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  const hour = 3600 * 1000;
  const { all, labelled } = timeTicks([noon - 48 * hour, noon], 600);
  assert.deepEqual(all.map((at) => timeOfDay(at)), ['12:00', '18:00', '00:00', '06:00', '12:00', '18:00', '00:00', '06:00', '12:00']);
  assert.deepEqual(labelled, all);
  const few = timeTicks([noon - 48 * hour, noon], 400);
  assert.deepEqual(few.all, all);
  assert.deepEqual(few.labelled.map((at) => timeOfDay(at)), ['12:00', '00:00', '12:00', '00:00', '12:00']);
});

test('ticks of many days are at the same days as the server\'s', () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  const days = (n) => timeTicks([noon - n * 24 * hour, noon], 600).labelled.map((at) => (assert.ok(isMidnight(at)), new Date(at).getDate()));
  assert.deepEqual(days(14), [9, 11, 13, 15, 17, 19, 21]);
  assert.deepEqual(days(60), [24, 1, 8, 15, 22, 29, 5, 12, 19]);
  for (let n = 1; n < 1500; n++) assert.ok(timeTicks([noon - n * 24 * hour, noon], 600).all.length <= 12, String(n));
});

test('ticks of years are at the begins of months, as the server\'s', () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  const { all, labelled, months } = timeTicks([noon - 456 * 24 * hour, noon], 600);
  assert.ok(months);
  assert.deepEqual(all.map((at) => (assert.ok(isMidnight(at)), month(at))), ['Sep', 'Nov', 'Jan 2026', 'Mar', 'May', 'Jul', 'Sep', 'Nov']);
  assert.deepEqual(labelled, all);
  assert.deepEqual(timeTicks([noon - 456 * 24 * hour, noon], 400).labelled.map(month), ['Sep', 'Jan 2026', 'May', 'Sep']);
  assert.deepEqual(timeTicks([0, 1e15], 600).all, []);
});

test('ticks ascend, are few and within the range, also when clocks change', () => {
  for (const start of [Date.UTC(2026, 2, 28, 20, 3), Date.UTC(2026, 9, 24, 20, 3), Date.UTC(2026, 10, 22)]) {
    for (let span = 900; span < 100 * 86400 * 1000; span *= 1.7) {
      const { all } = timeTicks([start, start + span], 600);
      assert.ok(all.length <= 100, String(span));
      assert.ok(span > 9 * 86400 * 1000 || all.length <= 12, `${span}: ${all.length}`);
      all.forEach((at, i) => assert.ok(at >= (i ? all[i - 1] + 1 : start) && at <= start + span));
    }
  }
});

test('statistics are those of the range', () => {
  const times = [1, 2, 3, 4, 5];
  assert.deepEqual(statistics(times, [9, 1, null, 3, 9], [2, 4]), { min: 1, avg: 2, max: 3, p95: 3 });
  assert.deepEqual(statistics(times, [9, null, null, null, 9], [2, 4]), { min: null, avg: null, max: null, p95: null });
  assert.deepEqual(statistics(times, [9, 1, null, 3, 9], [2, 4], 2), { min: 1, avg: 2, max: 3, p95: 3 });
  assert.deepEqual(statistics(times, [9, 1, null, 3, 9], [2, 4], 3), { min: 1, avg: null, max: 3, p95: null });
  const many = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(statistics(many, many, [1, 100]).p95, 95); // by nearest rank
  assert.equal(statistics(many, many, [1, 21]).p95, 20);
});

test('pinchRange keeps the time between the fingers between them', () => {
  const cases = [
    [[0.25, 0.75], [0, 1], [25, 75]], // apart: zooms in
    [[0, 1], [0.25, 0.75], [-50, 150]], // together: zooms out
    [[0.2, 0.4], [0.4, 0.6], [-20, 80]], // both to the right: moves
    [[0.75, 0.25], [1, 0], [25, 75]], // in any order
    [[0.5, 0.5], [0.48, 0.52], [0, 100]], // above each other: neither
  ];
  for (const [before, after, want] of cases) {
    assert.deepEqual(pinchRange([0, 100], before, after).map(Math.round), want);
  }
});

test('samples have their time, hours both ends, and days their date in UTC', () => {
  const at = new Date(2026, 10, 22, 2, 0).getTime();
  assert.equal(sampleTime(at, { open: 0, cadence: 300_000 }), 'Sun 2026-11-22 02:00');
  assert.equal(sampleTime(at, { open: 168, cadence: 3_600_000 }), 'Sun 2026-11-22 02:00–03:00');
  assert.equal(sampleTime(Date.UTC(2026, 10, 22), { open: 8760, cadence: 86_400_000 }), 'Sun 2026-11-22 UTC');
});

test('statistics of means have the extremes of the samples', () => {
  const line = { values: [5, null, 7], extremes: { low: [1, null, 6], high: [9, null, 8] } };
  assert.deepEqual(lineStatistics([0, 1, 2], line, [0, 2]), { min: 1, avg: 6, max: 9, p95: 7 });
  assert.deepEqual(lineStatistics([0, 1, 2], line, [2, 2]), { min: 6, avg: 7, max: 8, p95: 7 });
  assert.deepEqual(lineStatistics([0, 1, 2], { values: line.values, extremes: null }, [0, 2]), { min: 5, avg: 6, max: 7, p95: 7 });
});
