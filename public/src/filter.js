// Finding hosts among the rows of the overview: by words and by state, kept in the address.

/** Whether a row of this text and state is to be seen: every word occurs in the text, and the state is the wanted. */
export function matches({ text, state }, { words, wanted }) {
  return (!wanted || state === wanted) && words.every((word) => text.includes(word));
}

/** Reads "#q=web&state=silent". */
export function parseQuery(hash) {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  return { q: query.get('q') || '', state: query.get('state') || '' };
}

/** The inverse; "" when nothing is asked for. */
export function formatQuery({ q, state }) {
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (state) query.set('state', state);
  const text = query.toString();
  return text && `#${text}`;
}

/** Makes the form filter the rows. It has a search field, buttons with data-state, and an output for the count. */
export function useFilter(form, rows) {
  const field = form.querySelector('input');
  const buttons = Array.from(form.querySelectorAll('button[data-state]'));
  const output = form.querySelector('output');
  const found = rows.map((row) => ({
    text: `${row.querySelector('.host').textContent} ${row.querySelector('.why').textContent}`.toLowerCase(),
    state: row.dataset.state,
  }));
  let state = '';

  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !matches(found[i], { words, wanted: state });
      if (!row.hidden) count++;
    });
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.state === state));
    output.textContent = words.length || state ? `${count} of ${rows.length} shown` : '';
  };
  const keep = () => {
    apply();
    const hash = formatQuery({ q: field.value, state });
    history.replaceState(history.state, '', hash || location.pathname + location.search);
  };
  const read = () => {
    const query = parseQuery(location.hash);
    field.value = query.q;
    state = buttons.some((button) => button.dataset.state === query.state) ? query.state : '';
    apply();
  };

  field.addEventListener('input', keep);
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const button of buttons) {
    button.addEventListener('click', () => {
      state = state === button.dataset.state ? '' : button.dataset.state;
      keep();
    });
  }
  addEventListener('hashchange', read);
  read();
}
