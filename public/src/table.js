// The table under a chart: the values at the cursor, and switching series on and off.
import { formatValue } from './format.js';
import { statistics } from './statistics.js';

const names = ['min', 'avg', 'max', 'p95'];
const before = 3; // cells of a row that come first: the name, at the cursor, now

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
    this.statistics = new Map();
    this.range = null; // of the statistics; null: the whole, which the server has told
    for (const row of figure.querySelectorAll('tr[data-series]')) {
      this.cells.set(row.dataset.series, row.querySelector('.at'));
      const cells = Array.from(row.cells).slice(before, before + names.length);
      this.statistics.set(row.dataset.series, { cells, server: cells.map((cell) => cell.textContent) });
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

  /** Tells the statistics of a stretch of time; null: of all, as the server has worked them out. */
  tellRange(range) {
    if (range === this.range) return;
    this.range = range;
    const { samples, skeleton, lines } = this.chart;
    for (const line of lines) {
      const row = this.statistics.get(line.id);
      if (!row) continue;
      const told = range && statistics(samples.times, line.values, range);
      row.cells.forEach((cell, i) => {
        cell.textContent = range ? formatValue(skeleton.unit, told[names[i]]) : row.server[i];
      });
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
