// Sorts the hosts' rows by any column. The default order is the server's. The heading with aria-sort names its column.
import { makeButton } from './element.js';
import { parseNumber } from './format.js';
import { compareNames } from './names.js';

/** Returns the indexes of the values in order: highest first if down, else lowest first. null is always last. */
export function order(values, down) {
  const compare = (a, b) => {
    const x = values[a];
    const y = values[b];
    if (x === null || y === null) return (x === null) - (y === null);
    const up = typeof x === 'string' ? compareNames(x, y) : x - y;
    return (down ? -up : up) || a - b;
  };
  return values.map((_, i) => i).sort(compare);
}

const severity = ['ok', 'warning', 'silent', 'critical'];

// How the cells of each kind of column are compared, and whether the first click sorts down.
const kinds = {
  host: { value: (cell, row) => row.dataset.host, down: false },
  why: { value: (cell, row) => severity.indexOf(row.dataset.state), down: true },
  ribbon: { value: (cell) => (cell.dataset.last ? Number(cell.dataset.trouble || 0) : null), down: true },
  value: { value: (cell) => parseNumber(cell.querySelector('b').textContent), down: true },
};

/** Adds a button to each heading of the table. rows are all its rows, in the server's order. */
export function initSorting(table, rows, query) {
  const blocks = Array.from(table.tBodies);
  const size = Math.ceil(rows.length / blocks.length);
  const columns = Array.from(table.tHead.rows[0].cells, (head, index) => makeColumn(head, index, query));
  const defaultColumn = columns.find((column) => column.isDefault);
  const line = table.parentNode.querySelector('.order');
  const defaultOrder = line.textContent;
  let shown = '';

  query.watch(({ sort }) => {
    const column = columns.find((each) => each.id === sort.replace(/^-/, '')) || defaultColumn;
    const down = sort.startsWith('-') !== column.kind.down;
    for (const { head } of columns) head.removeAttribute('aria-sort');
    column.head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    if (sort === shown) return;
    shown = sort;
    line.textContent = sort ? orderText(column, down) : defaultOrder;
    const values = rows.map((row, i) => (column.isDefault ? defaultRank(i, column.kind) : column.kind.value(row.cells[column.index], row)));
    order(values, down).forEach((from, i) => blocks[Math.floor(i / size)].append(rows[from]));
  });
}

function orderText({ text, kind }, down) {
  if (kind === kinds.host) return `By name, ${down ? 'backwards' : 'A to Z'}.`;
  if (kind === kinds.value) return `By ${text}, the ${down ? 'highest' : 'lowest'} first.`;
  return `By ${kind === kinds.why ? 'state' : `the course of the state`}, the ${down ? 'worst' : 'best'} first.`;
}

// Returns a value that sorts row i into the server's order when the column has its first direction.
function defaultRank(i, kind) {
  return kind.down ? -i : i;
}

function makeColumn(head, index, query) {
  const text = head.textContent;
  const id = text.toLowerCase().replace(/\W+/g, '-');
  const column = { head, index, text, id, kind: kindOf(head, index), isDefault: head.hasAttribute('aria-sort') };
  const sort = () => {
    const first = column.isDefault ? '' : id;
    query.set({ sort: query.now.sort === first ? `-${id}` : first });
  };
  head.replaceChildren(makeButton(text, sort, { title: `Sort by ${text.toLowerCase()}` }));
  return column;
}

function kindOf(head, index) {
  if (index < 2) return index ? kinds.why : kinds.host;
  return head.classList.contains('age-cell') ? kinds.ribbon : kinds.value;
}
