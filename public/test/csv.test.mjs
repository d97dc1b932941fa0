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
  for (const name of ['=1+1', '+1', '-1', '@sum', ' =1', '\u200b=1+1', '\ufeff=1', '\uff1d1+1', '\uff0b1', '\u22121', '"=1']) {
    assert.equal(csvText(name), `"'${name.replace('"', '""')}"`);
  }
  for (const name of ['a=1', '/srv', 'eth0.5', '_x', 'ä', '(none)', '2nd']) assert.equal(csvText(name), `"${name}"`);
});

test('csvText has no separator but the comma', () => {
  for (const separator of [';', '\t', '\r', '\n', '|']) {
    assert.equal(csvText(`x${separator}=1+1${separator}y`), '"x =1+1 y"');
    assert.equal(csvText(`${separator}=1+1`), `"' =1+1"`);
  }
});

test('fileName contains host, chart and end of the range', () => {
  const chart = { id: 'cpu', view: { range: [0, Date.UTC(2026, 10, 22, 12, 5)] } };
  assert.equal(fileName('web-01', chart, 'csv'), 'web-01_cpu_20261122T1205Z.csv');
  assert.equal(fileName('../a b', chart, 'png'), '.._a_b_cpu_20261122T1205Z.png');
});

test('a line of means has columns of its extremes', () => {
  const lines = [{ name: 'a', values: [5, null], extremes: { low: [1, null], high: [9, null] } }];
  assert.equal(csv([0, 1000], lines, { name: 'percent' }, [0, 1000]),
    'time,"a (percent)","a min (percent)","a max (percent)"\r\n1970-01-01T00:00:00Z,5,1,9\r\n1970-01-01T00:00:01Z,,,\r\n');
});
