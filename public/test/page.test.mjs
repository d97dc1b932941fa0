import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandColumns, bandsOf } from '../src/bands.js';
import { earlierLines, earlierSource, indexesBefore, periodOf } from '../src/before.js';
import { day } from '../src/clock.js';
import { matches } from '../src/filter.js';
import { linesOf, scaleOf, wholeOption } from '../src/option.js';
import { timeOfX, valueOfY, xOfTime, yOfValue } from '../src/plot.js';
import { linkAddress } from '../src/range-links.js';
import { mix } from '../src/theme.js';
import { units } from './units.mjs';

const theme = { palette: [, '#111', '#222'], layers: [, '#333', '#444'], faded: [, '#555', '#666'], hatching: {} };

const columnsOf = (entries, extremes = {}) => Object.assign(new Map(entries), { extremes: (id) => extremes[id] || null });
const optionOf = (given) => wholeOption({ ...given, scale: scaleOf(given) });

function look(changes) {
  const skeleton = {
    unit: units.percent,
    yAxis: [{ max: 100 }],
    limit: 'total',
    series: [
      { id: 'a', name: '{b|x} </script>', palette: 1, lineStyle: { type: 'dashed' } },
      { id: 'b', name: 'sent', palette: 2, below: true },
    ],
  };
  const samples = { times: [0, 10], from: 0, to: 10, gaps: [[2, 3]], reboots: [5], columns: columnsOf([['a', [1, 2]], ['b', [3, null]]]) };
  return {
    skeleton, samples, theme, lines: linesOf(skeleton, samples.columns, new Map([['a', 'first']])), rows: { times: [0, 10], columns: [[1, 2], [3, null]] },
    levels: { limit: 50, warning: 85, critical: 95 }, stale: 10, range: [0, 10], width: 500, ...changes,
  };
}

test('the option contains no names from outside', () => {
  assert.ok(!JSON.stringify(optionOf(look())).includes('script'));
});

test('only the drawn values of lines below zero are negative', () => {
  const given = look();
  assert.deepEqual(optionOf(given).dataset.source, { t: [0, 10], a: [1, 2], b: [-3, null] });
  assert.deepEqual(given.lines[1].values, [3, null]);
});

test('ticks below zero have a sign only where values are negative', () => {
  const label = (given, v) => optionOf(given).yAxis.axisLabel.formatter(v);
  const mirrored = look();
  assert.equal(label(mirrored, -50), '50 %');
  const negative = look();
  for (const series of negative.skeleton.series) series.below = false;
  assert.equal(label(negative, -50), '-50 %');
});

test('negative values are drawn with the levels within the axis', () => {
  const given = look({ levels: { warning: -4, critical: -40 } });
  given.skeleton.yAxis = [{}];
  given.lines = given.lines.slice(0, 1);
  Object.defineProperty(given.lines[0], 'values', { value: [-5, -7] });
  given.rows = { times: [0, 10], columns: [[-5, -7]] };
  const { dataset, yAxis, series } = optionOf(given);
  assert.deepEqual(dataset.source.a, [-5, -7]);
  assert.deepEqual([yAxis.min, yAxis.max], [-8, 0]);
  assert.deepEqual(series[1].markLine.data.map((mark) => mark.yAxis).filter((level) => level !== undefined), [-4]);
});

test('marks stay when a line is switched off', () => {
  const { lines } = look();
  const { series } = optionOf(look({ lines: [lines[1]], rows: { times: [0, 10], columns: [[3, null]] } }));
  assert.deepEqual(series.map((s) => s.id), ['b', 'marks']);
  assert.equal(series[0].z, 2.001); // its position among all lines
  assert.equal(series[1].markLine.data.length, 4); // limit, warning, critical, reboot
  assert.equal(series[1].markArea.data.length, 1);
});

test('a reboot has a label if there is space beside the one before', () => {
  const { samples } = look();
  samples.reboots = [1, 2, 10, 11, 20];
  const shown = (range) => {
    const { data } = optionOf(look({ samples, stale: 10, range, width: 604 })).series[2].markLine; // 5 pixels each
    return data.filter(({ xAxis }) => xAxis !== undefined).map(({ label }) => label.show);
  };
  assert.deepEqual(shown([0, 100]), [true, false, true, false, true]);
  assert.deepEqual(shown([2, 102]), [false, true, false, true, true]);
});

test('the time axis shows the day at least once', () => {
  const now = new Date();
  const at = (hours) => new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours).getTime();
  const labels = (range, width = 700) => {
    const { customValues, formatter } = optionOf(look({ range, width })).xAxis.axisLabel;
    return customValues.map((time) => formatter(time));
  };
  const today = day(now.getTime());
  assert.deepEqual(labels([at(8), at(11)]).slice(0, 2), [`{day|${today} 08:00}`, '08:30']);
  assert.deepEqual(labels([at(6), at(14)], 300), [`{day|${today} 06:00}`, '10:00', '12:00', '14:00']);
  assert.deepEqual(labels([at(-1), at(2)]).filter((label) => label.includes('day')), [`{day|${today}}`]);
});

test('the time after the newest sample has a band', () => {
  const { series } = optionOf(look({ stale: 12, range: [0, 12] }));
  assert.deepEqual(series[2].markArea.data[1].map((end) => end.xAxis), [10, 12]);
});

test('warning and critical have different dashes and labels', () => {
  const { data } = optionOf(look()).series[2].markLine;
  const [warning, critical] = data.filter(({ yAxis }) => yAxis === 85 || yAxis === 95);
  assert.notDeepEqual(warning.lineStyle.type, critical.lineStyle.type);
  assert.deepEqual([warning, critical].map(({ label }) => label.formatter()), ['85 %', '95 %']);
});

test('stacked layers are drawn behind each other without outlines', () => {
  const lines = look().lines.map((line) => ({ ...line, stack: true, below: false, values: [] }));
  const rows = { times: [0, 10, 20], columns: [[1, null, null], [3, 4, null]] };
  const { dataset, series } = optionOf(look({ lines, rows }));
  assert.deepEqual(dataset.source, { t: [0, 10, 20], a: [1, 0, null], b: [4, 4, null] });
  assert.ok(series[0].z > series[1].z);
  assert.deepEqual([series[0].lineStyle.width, series[1].lineStyle.width], [0, 0]);
});

test('mix mixes a colour with the background', () => {
  assert.equal(mix('#ff0000', '#fff', 0.8), 'rgb(255,51,51)');
  assert.equal(mix('#4ea8e6', '#171c22', 0), 'rgb(23,28,34)');
});

test('a level beyond the axis is omitted', () => {
  const { series } = optionOf(look({ levels: { limit: 900, warning: 101 } }));
  assert.equal(series[2].markLine.data.length, 1);
});

test('a series without data has no values', () => {
  assert.deepEqual(linesOf({ series: [{ id: 'x' }] }, columnsOf([]), new Map())[0].values, []);
});

test('timeOfX reverses xOfTime, and valueOfY matches the axis', () => {
  for (const time of [100, 137, 200]) assert.ok(Math.abs(timeOfX(xOfTime(time, [100, 200], 480), [100, 200], 480) - time) < 1e-9);
  assert.equal(timeOfX(-50, [100, 200], 480), 100);
  assert.equal(timeOfX(9999, [100, 200], 480), 200);
  assert.equal(valueOfY(200 - 24, { min: 0, max: 8 }, 200), 0);
  for (const value of [-8, 0, 3]) assert.ok(Math.abs(valueOfY(yOfValue(value, { min: -8, max: 8 }, 200), { min: -8, max: 8 }, 200) - value) < 1e-9);
});

test('a row matches by all words, state and group', () => {
  const row = { text: 'web-01 /var 93 %', state: 'warning', groups: ['web', 'Berlin'] };
  const asked = (changes) => matches(row, { words: [], state: '', group: '', ...changes });
  assert.equal(asked({}), true);
  assert.equal(asked({ words: ['web', 'var'], state: 'warning', group: 'Berlin' }), true);
  assert.equal(asked({ words: ['web', 'db'] }), false);
  assert.equal(asked({ state: 'ok' }), false);
  assert.equal(asked({ group: 'Ber' }), false);
  row.silent = true; // a silent host is counted and found in the state that it has
  assert.equal(asked({ state: 'silent' }), false);
  assert.equal(asked({ state: 'warning' }), true);
});

test('a band reaches from the lowest to the highest values, below zero too', () => {
  const samples = { ...look().samples, columns: columnsOf([['a', [1, null, 2]], ['b', [3, null, 4]]], { a: { low: [0, null, 1], high: [5, null, 3] }, b: { low: [2, null, 4], high: [9, null, 4] } }) };
  const { skeleton } = look();
  const lines = linesOf(skeleton, samples.columns, new Map());
  const rows = { times: [0, 1, 2], columns: [...lines.map(({ values }) => values), ...bandColumns(bandsOf(lines))] };
  const { dataset, series, yAxis } = optionOf(look({ samples: { ...samples, times: [0, 1, 2] }, skeleton, lines, rows, range: [0, 2] }));
  assert.deepEqual(dataset.source, {
    t: [0, 1, 2], a: [1, null, 2], b: [-3, null, -4], a_low: [0, null, 1], a_band: [5, null, 2], b_low: [-9, null, -4], b_band: [7, null, 0],
  });
  assert.deepEqual(series.map(({ id }) => id), ['a_low', 'a_band', 'b_low', 'b_band', 'a', 'b', 'marks']);
  assert.equal(yAxis.min <= -9, true);
});

test('three lines, and layers of a stack, have no bands', () => {
  const line = { extremes: { low: [], high: [] } };
  assert.equal(bandsOf([line, line]).length, 2);
  assert.equal(bandsOf([line, line, line]).length, 0);
  assert.equal(bandsOf([{ ...line, stack: true }, { ...line, stack: true }]).length, 0);
  assert.equal(bandsOf([{ ...line, stack: true }, line]).length, 2);
});

test('a link to another page of the host leads to the newest hours, or to the time around a zoom', () => {
  assert.equal(linkAddress(168, null, null), '#168h');
  assert.equal(linkAddress(168, null, 'cpu'), '#168h&chart=cpu');
  assert.equal(linkAddress(2, [100_000_000, 100_100_000], 'cpu'), '#96450-103650&chart=cpu');
});

test('each sample is compared with the one a period earlier, over a gap with none', () => {
  const hour = 3_600_000;
  const samples = { times: [0, 1, 2, 25, 26, 27].map((n) => n * hour), to: 27 * hour, open: 0, cadence: hour };
  assert.deepEqual(indexesBefore(samples), [-1, -1, -1, 1, 2, -1]);
  assert.deepEqual(indexesBefore({ ...samples, times: [0, 168, 169, 336].map((n) => n * hour), to: 336 * hour, open: 168 }), [-1, 0, -1, 1]);
  assert.equal(periodOf({ open: 8760, cadence: 24 * hour }), 365 * 24 * hour);
});

test('lines are compared with their own values, layers with their sum', () => {
  const before = { on: true, of: (values) => [null, ...values.slice(0, -1)] };
  const lines = [{ id: 'a', stack: true, values: [1, 2] }, { id: 'b', stack: true, values: [10, null] }, { id: 'c', color: 3, below: true, values: [5, 6] }];
  const earlier = earlierLines(before, lines);
  assert.deepEqual(earlier.map(({ id, values }) => [id, values]), [['c_before', [null, 5]], ['sum_before', [null, 11]]]);
  assert.deepEqual(earlierSource(earlier, [[null, 5], [null, 11]]), { c_before: [null, -5], sum_before: [null, 11] });
  assert.deepEqual(earlierLines({ ...before, on: false }, lines), []);
});
