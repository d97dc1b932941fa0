import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridOf } from '../src/panel.js';
import { heightAt, parseShape } from '../src/shape.js';

test('parseShape returns points and their distance', () => {
  assert.deepEqual(parseShape('m2-28h1l3 6l4 0m8-10h1'), {
    points: [{ x: 2, y: -28 }, { x: 6, y: -22 }, { x: 10, y: -22 }, { x: 18, y: -32 }],
    step: 4,
  });
  assert.deepEqual(parseShape(''), { points: [], step: 4 });
});

test('heightAt reads the nearest point, and nothing in gaps', () => {
  const shape = parseShape('m2-28h1l3 6l4 0m8-10h1');
  assert.equal(heightAt(shape, 2), -28);
  assert.equal(heightAt(shape, 3.5), -28);
  assert.equal(heightAt(shape, 4.5), -22);
  assert.equal(heightAt(shape, 14), null);
  assert.equal(heightAt(shape, 18), -32);
  assert.equal(heightAt(shape, -5), null);
  assert.equal(heightAt(shape, 256), null);
  assert.equal(heightAt(parseShape(''), 5), null);
});

test('gridOf draws a line at each tick', () => {
  assert.equal(gridOf({ min: 0, max: 10, interval: 5 }), 'M0 0h600M0 120h600M0 240h600');
});
