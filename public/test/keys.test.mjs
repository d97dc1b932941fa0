import assert from 'node:assert/strict';
import { test } from 'node:test';

// The part of a window that the keys and the history need.
const listeners = {};
const entries = [{ state: null, address: '/page' }];
let at = 0;
Object.assign(globalThis, {
  addEventListener: (kind, run) => (listeners[kind] = (listeners[kind] || []).concat(run)),
  location: {
    pathname: '/page', search: '', get hash() { return entries[at].address.replace(/^[^#]*/, ''); },
  },
  history: {
    get state() { return entries[at].state; },
    pushState: (state, _, address) => { entries.length = at += 1; entries.push({ state, address }); },
    replaceState: (state, _, address = entries[at].address) => (entries[at] = { state, address }),
    go: (by) => { at += by; for (const run of listeners.popstate) run(); },
  },
});
const { backSteps, loadState, pushPlace, saveState } = await import('../src/history-state.js');
const { ZoomSteps } = await import('../src/zoom-steps.js');
const { initKeys } = await import('../src/keys.js');

test('zooms are entries, and quick ones are one', () => {
  const steps = new ZoomSteps();
  steps.save({ hours: 3 }, false);
  steps.save({ hours: 3 }, false); // as before: no entry
  for (const from of [1, 2, 3]) steps.save({ range: [from * 1000, 9000] }, true);
  steps.save({ hours: 12 }, false);
  assert.deepEqual(entries.map(({ address }) => address), ['/page', '#3h', '#3-9', '#12h']);
});

test('back skips the entries of places, and what was kept survives', () => {
  pushPlace('#12h&chart=load');
  assert.equal(backSteps(), 2);
  saveState('cpu', { hidden: ['user'] });
  history.go(-backSteps());
  assert.equal(location.hash, '#3-9');
  assert.deepEqual(loadState('cpu'), { hidden: ['user'] });
  history.go(-backSteps());
  history.go(-backSteps());
  assert.equal(backSteps(), 0);
  assert.equal(entries[at].address, '/page');
  assert.deepEqual(entries[at].state.cpu, { hidden: ['user'] });
});

test('keys act in their order, not while somebody types, and not with Ctrl, Alt or Meta', () => {
  const done = [];
  initKeys([
    { keys: ['a'], run: () => false },
    { keys: ['a', 'b'], run: ({ key }) => { done.push(key); } },
    { keys: ['c'], typing: true, run: () => { done.push('c'); } },
  ]);
  const press = (key, more = {}, tagName = 'BODY') => {
    const event = { key, target: { tagName }, prevented: false, preventDefault() { this.prevented = true; }, ...more };
    for (const run of listeners.keydown) run(event);
    return event.prevented;
  };
  assert.ok(press('a') && press('b') && press('c', {}, 'INPUT'));
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) assert.ok(!press('a', more));
  assert.ok(!press('a', {}, 'INPUT') && !press('z'));
  assert.deepEqual(done, ['a', 'b', 'c']);
});

test('a browser that refuses to change the address stops nothing', () => {
  const { pushState, replaceState } = history;
  history.pushState = history.replaceState = () => { throw new Error('more than 100 changes in 30 seconds'); };
  const steps = new ZoomSteps();
  steps.save({ hours: 24 }, false);
  pushPlace('#chart=load');
  saveState('cpu', { hidden: ['idle'] });
  Object.assign(history, { pushState, replaceState });
  assert.deepEqual(loadState('cpu'), { hidden: ['idle'] });
});
