// The keys of pages with many hosts: rows of a table, names, or charts.

const rowSelector = '[data-host], .entries > li, .multiple';

/** Returns the bindings for initKeys. */
export function rowKeys() {
  const field = document.querySelector('input[type="search"]');
  const inSearch = ({ target }) => target === field;
  const search = () => {
    if (!field) return false;
    field.focus();
    field.select();
  };
  const clear = (event) => {
    if (!inSearch(event)) return false;
    if (!field.value) return field.blur();
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const step = (by) => () => goTo(nextRow(by));
  // The arrows scroll the page, unless the reader is in the search or in a row.
  const arrow = (by) => (event) => {
    const row = rowOf(event.target);
    if (!row && !inSearch(event)) return false;
    if (inSearch(event) && by < 0) return false;
    return goTo(nextRow(by)) || (by < 0 && Boolean(field) && search());
  };
  return [
    { keys: ['/'], shown: '/', text: 'search', run: search },
    { keys: ['Escape'], shown: 'Esc', text: 'in the search: clear it', typing: true, run: clear },
    { keys: ['j'], shown: 'j', text: 'the next host', run: step(1) },
    { keys: ['k'], shown: 'k', text: 'the host before', run: step(-1) },
    { keys: ['ArrowDown'], shown: '↓ ↑', text: 'the same, from the search or a host', typing: true, run: arrow(1) },
    { keys: ['ArrowUp'], typing: true, run: arrow(-1) },
    { keys: [], shown: 'Enter', text: 'open the host' }, // which the browser does
  ].filter(({ shown }) => field || (shown !== '/' && shown !== 'Esc'));
}

const rowOf = (element) => (element && element.closest ? element.closest(rowSelector) : null);
const linkOf = (row) => row.querySelector('.host a[href], figcaption a[href], a[href]');

// Returns the visible row with a link that is `by` after the one with the focus, or without a focus the first one.
function nextRow(by) {
  const rows = Array.from(document.querySelectorAll(rowSelector)).filter((row) => !row.hidden && linkOf(row));
  const at = rows.indexOf(rowOf(document.activeElement));
  if (at < 0) return by > 0 ? rows[0] : undefined;
  return rows[at + by];
}

// Gives a row's link the focus, which scrolls it into view. Returns whether there is a row.
function goTo(row) {
  if (!row) return false;
  linkOf(row).focus();
  return true;
}
