// Finding hosts among the rows and entries of the overview: by words, by state and by group.
import { formatValue } from './format.js';

const few = 500; // so many are painted at once, wherever they are

/** Whether a row is to be seen: every word occurs in its text, its state and one of its groups are the wanted ones. A host
that is silent is found by that too, whatever its state. */
export function matches(row, { words, state, group }) {
  return (!state || row.state === state || (state === 'silent' && row.silent === true)) && (!group || row.groups.includes(group)) && words.every((word) => row.text.includes(word));
}

/**
 * Makes the form filter the rows, which may also be entries of a list. It has a search field, buttons with data-state,
 * an output, and maybe a select.
 */
export function useFilter(form, rows, query) {
  const field = form.querySelector('input');
  const groups = form.querySelector('select');
  const buttons = Array.from(form.querySelectorAll('button[data-state]'));
  const output = form.querySelector('output');
  const main = document.querySelector('main');
  const boxes = Array.from(main.querySelectorAll('.hosts tbody, .block, section'));
  let found = null; // is read when somebody asks

  query.watch(({ q, state, group }) => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = Boolean(words.length || state || group);
    if (asked && !found) found = readAll(rows, groups);
    const shown = asked ? rows.filter((_, i) => matches(found[i], { words, state, group })) : rows;
    show(rows, new Set(shown));
    hideEmptyBoxes(boxes, asked ? shown : null);
    main.classList.toggle('few', asked && shown.length <= few);
    if (field.value !== q) field.value = q;
    if (groups) groups.value = group;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.state === state));
    output.textContent = asked ? `${number(shown.length)} of ${number(rows.length)} shown` : '';
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
    text: `${host.textContent} ${row.querySelector('.why').textContent}`.toLowerCase(),
    state: row.dataset.state,
    silent: row.dataset.silent !== undefined,
    groups: Array.from(host.querySelectorAll('.group'), (group) => group.textContent),
  };
}

// An entry has its host's name only; its groups are said by their places in the select, its state by its list.
function readEntry(entry, names) {
  const { state } = entry.parentNode.dataset;
  const groups = (entry.dataset.groups || '').split(' ').map((place) => names[place] || '');
  return { text: `${entry.textContent} ${state} ${groups.join(' ')}`.toLowerCase(), state, groups };
}

// Touches only what changes: there may be ten thousand.
function show(rows, shown) {
  for (const row of rows) {
    const hide = !shown.has(row);
    if (row.hidden !== hide) row.hidden = hide;
  }
}

// A block that is not painted keeps room for its rows, be they hidden or not; and a heading alone says nothing.
function hideEmptyBoxes(boxes, shown) {
  const full = new Set();
  for (const row of shown || []) {
    for (let box = row.parentNode; box && !full.has(box); box = box.parentNode) full.add(box);
  }
  for (const box of boxes) box.hidden = Boolean(shown) && !full.has(box);
}
