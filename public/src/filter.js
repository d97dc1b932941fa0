// Filters the hosts of the overview by words, state and group.
import { countsOf } from './counts.js';
import { formatValue } from './format.js';

const maxUnblocked = 500; // up to so many rows are all painted, even those out of view

/** Reports whether a host matches: its text contains every word, and its state and one of its groups are the given ones. */
export function matches(host, { words, state, group }) {
  return (!state || host.state === state) && (!group || host.groups.includes(group)) && words.every((word) => host.text.includes(word));
}

/** Returns what the query asks for, for matches; null if it asks for all. */
export function wanted({ q, state, group }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length || state || group ? { words, state, group } : null;
}

/**
 * Returns a function that returns the hosts of rows, {element, name, text, state, groups}: text is searched. It reads them once,
 * when it is first called.
 */
export function reader(form, rows) {
  let hosts = null;
  return () => (hosts = hosts || readAll(rows, form.querySelector('select')));
}

/**
 * Makes the form filter rows: table rows, list entries, or charts of a compare page. read is their reader. The form has a
 * search field, buttons with data-state, an output, and optionally a select with groups.
 */
export function initFilter(form, rows, read, query) {
  const field = form.querySelector('input');
  const groups = form.querySelector('select');
  const buttons = Array.from(form.querySelectorAll('button[data-state]'));
  const output = form.querySelector('output');
  const main = document.querySelector('main');
  const boxes = Array.from(main.querySelectorAll('.hosts tbody, .block, section'));
  let writeCounts = null; // until the first search, no heading is to be changed

  query.watch((now) => {
    const { q, state, group } = now;
    const filter = wanted(now);
    const active = Boolean(filter);
    if (active && !writeCounts) writeCounts = countsOf(main, read());
    const found = active ? read().filter((host) => matches(host, filter)) : null;
    const shown = found ? found.map(({ element }) => element) : rows;
    show(rows, new Set(shown));
    hideEmptyBoxes(boxes, found && shown);
    if (writeCounts) writeCounts(found);
    main.classList.toggle('few', active && shown.length <= maxUnblocked);
    if (field.value !== q) field.value = q;
    if (groups) groups.value = group;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.state === state));
    output.textContent = active ? `${number(shown.length)} of ${number(rows.length)} shown` : '';
  });

  field.addEventListener('input', () => query.set({ q: field.value }));
  if (groups) groups.addEventListener('change', () => query.set({ group: groups.value }));
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const button of buttons) {
    const { state } = button.dataset;
    button.addEventListener('click', () => query.set({ state: query.now.state === state ? '' : state }));
  }
}

const number = (n) => formatValue('', n);

function readAll(rows, groups) {
  const names = groups ? Array.from(groups.options, (option) => option.value) : [];
  return rows.map((row) => (row.cells ? readRow(row) : readEntry(row, names)));
}

function readRow(row) {
  const host = row.querySelector('.host');
  return {
    element: row,
    name: row.dataset.host,
    text: `${host.textContent} ${row.querySelector('.why').textContent}`.toLowerCase(),
    state: row.dataset.state,
    groups: Array.from(host.querySelectorAll('.group'), (group) => group.textContent),
  };
}

// A list entry shows only the host's name. Its groups are indexes into the select, and its state is that of the list.
function readEntry(entry, names) {
  const { state } = entry.closest('[data-state]').dataset;
  const groups = (entry.dataset.groups || '').split(' ').map((place) => names[place] || '');
  const name = (entry.querySelector('figcaption') || entry).textContent.trim(); // a chart also contains labels
  return { element: entry, name, text: `${name} ${state} ${groups.join(' ')}`.toLowerCase(), state, groups };
}

// Changes only what differs: there may be ten thousand rows.
function show(rows, shown) {
  for (const row of rows) {
    const hide = !shown.has(row);
    if (row.hidden !== hide) row.hidden = hide;
  }
}

// Hides sections without a visible row. A block that is not painted would keep its height, and a heading would stay.
function hideEmptyBoxes(boxes, shown) {
  const full = new Set();
  for (const row of shown || []) {
    for (let box = row.parentNode; box && !full.has(box); box = box.parentNode) full.add(box);
  }
  for (const box of boxes) box.hidden = Boolean(shown) && !full.has(box);
}
