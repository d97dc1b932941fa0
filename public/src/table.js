// The table under a chart: the values at the cursor, and switching series on and off.
import { formatValue } from './format.js';

/** The names of a figure's series by their ids: they stand in the page once, in the rows of its table. */
export function rowNames(figure) {
  const rows = Array.from(figure.querySelectorAll('tr[data-series]'));
  return new Map(rows.map((row) => [row.dataset.series, row.querySelector('button').textContent]));
}

/** The ids of a figure's series whose rows are folded at first. */
export function foldedRows(figure) {
  return Array.from(figure.querySelectorAll('.more tr'), (row) => row.dataset.series);
}

export class Table {
  /** figure holds the chart and its table, whose rows have the series' ids as data-series. */
  constructor(figure, chart) {
    this.chart = chart;
    this.cells = new Map();
    for (const row of figure.querySelectorAll('tr[data-series]')) {
      this.cells.set(row.dataset.series, row.querySelector('.at'));
      const button = row.querySelector('button');
      button.setAttribute('aria-pressed', String(!chart.hidden.has(row.dataset.series)));
      button.addEventListener('click', () => this.toggle(row.dataset.series, button));
    }
    const more = figure.querySelector('.unfold');
    if (!more) return;
    if (chart.unfolded) unfold(figure, more);
    more.addEventListener('click', () => chart.unfold(unfold(figure, more)));
  }

  toggle(id, button) {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    this.chart.toggle(id, on);
  }

  /** Fills the cells with the values of a sample; -1 empties them. */
  show(index) {
    for (const line of this.chart.lines) {
      const cell = this.cells.get(line.id);
      if (!cell) continue;
      const text = index < 0 ? '' : formatValue(this.chart.skeleton.unit, line.values[index]);
      if (cell.textContent !== text) cell.textContent = text;
    }
  }
}

// Shows the folded rows, or folds them again; returns whether they are shown now.
function unfold(figure, button) {
  const open = figure.classList.toggle('open');
  button.setAttribute('aria-expanded', String(open));
  const text = button.textContent;
  button.textContent = button.dataset.other;
  button.dataset.other = text;
  return open;
}
