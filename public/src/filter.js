// Finding hosts among the rows of the overview: by words, by state and by group.

/** Whether a row is to be seen: every word occurs in its text, its state and one of its groups are the wanted ones. A host
that is silent is found by that too, whatever its state. */
export function matches(row, { words, state, group }) {
  return (!state || row.state === state || (state === 'silent' && row.silent === true)) && (!group || row.groups.includes(group)) && words.every((word) => row.text.includes(word));
}

/** Makes the form filter the rows. It has a search field, buttons with data-state, an output, and maybe a select. */
export function useFilter(form, rows, query) {
  const field = form.querySelector('input');
  const groups = form.querySelector('select');
  const buttons = Array.from(form.querySelectorAll('button[data-state]'));
  const output = form.querySelector('output');
  const found = rows.map(readRow);

  query.watch(({ q, state, group }) => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !matches(found[i], { words, state, group });
      if (!row.hidden) count++;
    });
    hideEmptyBlocks(rows);
    if (field.value !== q) field.value = q;
    if (groups) groups.value = group;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.state === state));
    output.textContent = words.length || state || group ? `${count} of ${rows.length} shown` : '';
  });

  field.addEventListener('input', () => query.set({ q: field.value }));
  if (groups) groups.addEventListener('change', () => query.set({ group: groups.value }));
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const button of buttons) {
    const { state } = button.dataset;
    button.addEventListener('click', () => query.set({ state: query.now.state === state ? '' : state }));
  }
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

// A block that is not painted keeps room for its rows, be they hidden or not.
function hideEmptyBlocks(rows) {
  const full = new Set(rows.filter((row) => !row.hidden).map((row) => row.parentNode));
  for (const block of new Set(rows.map((row) => row.parentNode))) block.hidden = !full.has(block);
}
