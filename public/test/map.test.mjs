import assert from 'node:assert/strict';
import { test } from 'node:test';
import { divide, fit, place } from '../src/map-layout.js';
import { classOf, legendOf, shape } from '../src/map-squares.js';

const named = (...names) => names.map((name) => ({ name, groups: [] }));
const summary = (groups) => groups.map(({ label, hosts }) => [label, hosts.map(({ name }) => name).join(' ')]);

test('divide uses the first group of the configuration that a host has', () => {
  const hosts = [{ name: 'b-10', groups: ['all', 'web'] }, { name: 'b-9', groups: ['web'] }, { name: 'a', groups: ['all'] }, { name: 'c', groups: [] }];
  assert.deepEqual(summary(divide(hosts, ['web', 'unused', 'all'])), [['web', 'b-9 b-10'], ['all', 'a'], ['in no group', 'c']]);
});

test('divide uses first parts of names where no group is configured', () => {
  const hosts = named('web-2', 'web-10', 'web-1', 'db1', '10.0.0.1');
  assert.deepEqual(summary(divide(hosts, [])), [['web', 'web-1 web-2 web-10'], ['others', '10.0.0.1 db1']]);
});

test('divide makes one group of names that have nothing in common', () => {
  const parts = Array.from({ length: 70 }, (_, i) => `n${String.fromCharCode(97 + (i % 26))}${'x'.repeat(1 + Math.floor(i / 26))}`);
  const groups = divide(named(...parts.flatMap((part) => [`${part}-1`, `${part}-2`, `${part}-3`])), []);
  assert.deepEqual(groups.map(({ label, hosts }) => [label, hosts.length]), [['hosts', 210]]);
});

test('place leaves space for names and overlaps nothing', () => {
  const groups = [['web', 30], ['a name that is much longer than others', 3], ['db', 1]].map(([label, count]) => ({ label, hosts: Array(count).fill({}) }));
  const { places, cells } = place(groups, 20, 12);
  const taken = places.flatMap(({ first }, g) => groups[g].hosts.map((_, i) => first + i));
  assert.equal(new Set(taken).size, 34);
  assert.equal(cells, taken[33] + 1);
  for (const { at, first } of places) assert.equal(Math.floor(at / 20), Math.floor(first / 20)); // in one line
});

test('fit chooses the largest squares, and never smaller ones than a mouse can hit', () => {
  const groups = (count) => [{ label: 'web', hosts: Array(count).fill({}) }];
  assert.equal(fit(groups(10), 1248, 200).pitch, 16);
  const many = fit(groups(1500), 1248, 221);
  assert.ok(many.pitch >= 13 && many.rows * many.pitch <= 221, JSON.stringify(many));
  assert.equal(fit(groups(100_000), 374, 500).pitch, 6);
});

test('classOf returns the state, or the step of a percentage', () => {
  const host = { state: 'warning', silent: false, used: [0, 20.5, 100] };
  assert.deepEqual(['', 'cpu', 'memory', 'disk', 'else'].map((kind) => classOf(host, kind)), ['warning', 'heat1', 'heat2', 'heat5', 'warning']);
  assert.equal(classOf({ ...host, used: [null, 1, 1] }, 'cpu'), 'unknown');
  assert.equal(classOf({ ...host, silent: true }, 'disk'), 'unknown');
  assert.equal(legendOf('cpu').length, 6);
});

test('states have different shapes', () => {
  const shapes = ['ok', 'warning', 'critical', 'silent'].map((state) => shape(state, 0, 0, 12));
  assert.equal(new Set(shapes).size, 4);
});
