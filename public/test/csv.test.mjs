import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv, csvText } from '../src/csv.js';
import { fileName } from '../src/save.js';

test('csv has a row per sample in the range and a column per line', () => {
  const times = [0, 300_000, 600_000, 900_000].map((ms) => Date.UTC(2026, 10, 22, 12) + ms);
  const lines = [{ name: 'user', values: [1, 2.5, null, 4] }, { name: '/srv, "big"', values: [] }];
  assert.equal(csv(times, lines, { name: 'percent' }, [times[1], times[2]]),
    'time,"user (percent)","/srv, ""big"" (percent)"\r\n2026-11-22T12:05:00Z,2.5,\r\n2026-11-22T12:10:00Z,,\r\n');
});

test('csvText escapes names that look like formulas', () => {
  for (const name of ['=1+1', '+1', '-1', '@sum', '\t=1', ' =1', '\r=1']) assert.equal(csvText(name), `"'${name}"`);
  assert.equal(csvText('a=1'), '"a=1"');
  assert.equal(csvText('two\nlines'), '"two\nlines"');
});

test('fileName contains host, chart and end of the range', () => {
  const chart = { id: 'cpu', view: { range: [0, Date.UTC(2026, 10, 22, 12, 5)] } };
  assert.equal(fileName('web-01', chart, 'csv'), 'web-01_cpu_20261122T1205Z.csv');
  assert.equal(fileName('../a b', chart, 'png'), '.._a_b_cpu_20261122T1205Z.png');
});
