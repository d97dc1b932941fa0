import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../src/counts.js';

test('placeOf finds the chapter of a name', () => {
  const firsts = ['app-1', 'app-100', 'web-2'];
  const places = ['a', 'app-1', 'app-99', 'app-100', 'db', 'web-1', 'web-2', 'web-10'].map((name) => placeOf(firsts, name));
  assert.deepEqual(places, [-1, 0, 0, 1, 1, 1, 2, 2]);
  assert.equal(placeOf([], 'a'), -1);
});
