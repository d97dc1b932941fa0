// Sorting the overview's rows by any column. The server's order, trouble first, is the one to begin with.

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

// What a column's cells are compared by, and whether its first order is down.
const kinds = {
  host: { value: (cell, row) => row.dataset.host, down: false },
  why: { value: (cell, row, i) => -i, down: true },
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
  const natural = columns.find((column) => column.kind === kinds.why);
  let shown = '';

  query.watch(({ sort }) => {
    const column = columns.find((each) => each.id === sort.replace(/^-/, '')) || natural;
    const down = sort.startsWith('-') !== column.kind.down;
    for (const { head } of columns) head.removeAttribute('aria-sort');
    column.head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    if (sort === shown) return;
    shown = sort;
    const values = rows.map((row, i) => column.kind.value(row.cells[column.at], row, i));
    order(values, down).forEach((place, i) => blocks[Math.floor(i / size)].append(rows[place]));
  });
}

function makeColumn(head, at, query) {
  const text = head.textContent;
  const id = text.toLowerCase().replace(/\W+/g, '-');
  const column = { head, at, id, kind: kindOf(head, at) };
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.title = `Sort by ${text.toLowerCase()}`;
  button.addEventListener('click', () => {
    const first = column.kind === kinds.why ? '' : id;
    query.set({ sort: query.now.sort === first ? `-${id}` : first });
  });
  head.replaceChildren(button);
  return column;
}

function kindOf(head, at) {
  if (at < 2) return at ? kinds.why : kinds.host;
  return head.classList.contains('age-cell') ? kinds.age : kinds.value;
}
