import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareNames } from '../src/names.js';

const names = JSON.parse(readFileSync(new URL('names.json', import.meta.url), 'utf8')); // the renderer's test reads it too

test('compareNames orders each pair of names', () => {
  for (const [i, a] of names.entries()) {
    for (const [j, b] of names.entries()) assert.equal(Math.sign(compareNames(a, b)), Math.sign(i - j), `${a} and ${b}`);
  }
});
