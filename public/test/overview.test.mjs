import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatQuery, parseQuery } from '../src/query.js';
import { hasStopped, includesRunsUntil, isDue } from '../src/reload.js';
import { order } from '../src/sort.js';

const minute = 60_000;

test('parseQuery reverses formatQuery', () => {
  const query = { q: 'a&b #1', state: 'silent', group: 'web & db', sort: '-cpu', map: 'disk', scale: 'own' };
  assert.deepEqual(parseQuery(formatQuery(query)), query);
  assert.equal(formatQuery(parseQuery('')), '');
  assert.deepEqual(parseQuery('#sort=cpu&else=1'), { q: '', state: '', group: '', sort: 'cpu', map: '', scale: '' });
});

test('order sorts by number, null last, and is stable', () => {
  assert.deepEqual(order([5, null, 9, 5], true), [2, 0, 3, 1]);
  assert.deepEqual(order([5, null, 9, 5], false), [0, 3, 2, 1]);
  assert.deepEqual(order([], true), []);
});

test('order compares numbers within names', () => {
  assert.deepEqual(order(['web-10', 'web-9', 'db'], false), [2, 1, 0]);
  assert.deepEqual(order(['web-10', 'web-9', 'db'], true), [0, 1, 2]);
});

test('an opened page includes the runs until its file was written, a reloaded one all', () => {
  const written = '11/27/2026 19:30:07'; // the form of document.lastModified, in the viewer's zone
  const at = new Date(2026, 10, 27, 19, 30, 7).getTime();
  assert.equal(includesRunsUntil(at + 999, written, false), at + 999); // the run that wrote it began in that second
  assert.equal(includesRunsUntil(at + 1000, written, false), at + 999);
  assert.equal(includesRunsUntil(at + 1000, written, true), at + 1000);
  assert.equal(includesRunsUntil(at - 1000, written, false), at - 1000); // never newer than the newest run
  assert.equal(includesRunsUntil(at, '', false), at);
});

test('isDue needs a newer run and an expected sample', () => {
  const page = { first: 100, stamp: 200, due: 1000 };
  assert.equal(isDue(page, 1001), true);
  assert.equal(isDue(page, 1000), false);
  assert.equal(isDue({ ...page, stamp: 100 }, 1001), false);
});

test('hasStopped after three missed runs', () => {
  assert.equal(hasStopped(0, 10 * minute, 30 * minute), false);
  assert.equal(hasStopped(0, 10 * minute, 30 * minute + 1), true);
  assert.equal(hasStopped(0, 1000, 14 * minute), false);
  assert.equal(hasStopped(0, 0, 16 * minute), true);
});
