// Sorting hosts' rows by any column. The order to begin with is the server's: the heading of its column says which.

const byName = new Intl.Collator(undefined, { numeric: true }).compare;

/** The places of the values in order: down from the highest, or up from the lowest. null comes last in both. */
export function order(values, down) {
  const compare = (a, b) => {
    const x = values[a];
    const y = values[b];
    if (x === null || y === null) return (x === null) - (y === null);
    const up = typeof x === 'string' ? byName(x, y) : x - y;
    return (down ? -up : up) || a - b;
  };
  return values.map((_, i) => i).sort(compare);
}

const badness = ['ok', 'warning', 'silent', 'critical'];

// What a column's cells are compared by, and whether its first order is down.
const kinds = {
  host: { value: (cell, row) => row.dataset.host, down: false },
  why: { value: (cell, row) => badness.indexOf(row.dataset.state), down: true },
  age: { value: (cell) => (cell.dataset.last ? -cell.dataset.last : null), down: true },
  value: { value: (cell) => number(cell.querySelector('b').textContent), down: true },
};

function number(text) {
  const value = parseFloat(text);
  return Number.isNaN(value) ? null : value;
}

/** Puts a button into each heading of the table. rows are all its rows, in the server's order. */
export function useSorting(table, rows, query) {
  const blocks = Array.from(table.tBodies);
  const size = Math.ceil(rows.length / blocks.length);
  const columns = Array.from(table.tHead.rows[0].cells, (head, at) => makeColumn(head, at, query));
  const natural = columns.find((column) => column.natural);
  let shown = '';

  query.watch(({ sort }) => {
    const column = columns.find((each) => each.id === sort.replace(/^-/, '')) || natural;
    const down = sort.startsWith('-') !== column.kind.down;
    for (const { head } of columns) head.removeAttribute('aria-sort');
    column.head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    if (sort === shown) return;
    shown = sort;
    const values = rows.map((row, i) => (column.natural ? place(i, column.kind) : column.kind.value(row.cells[column.at], row)));
    order(values, down).forEach((from, i) => blocks[Math.floor(i / size)].append(rows[from]));
  });
}

// Where a row stands in the server's order, of which the column's first order is one.
function place(i, kind) {
  return kind.down ? -i : i;
}

function makeColumn(head, at, query) {
  const text = head.textContent;
  const id = text.toLowerCase().replace(/\W+/g, '-');
  const column = { head, at, id, kind: kindOf(head, at), natural: head.hasAttribute('aria-sort') };
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.title = `Sort by ${text.toLowerCase()}`;
  button.addEventListener('click', () => {
    const first = column.natural ? '' : id;
    query.set({ sort: query.now.sort === first ? `-${id}` : first });
  });
  head.replaceChildren(button);
  return column;
}

function kindOf(head, at) {
  if (at < 2) return at ? kinds.why : kinds.host;
  return head.classList.contains('age-cell') ? kinds.age : kinds.value;
}
