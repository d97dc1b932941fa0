// The table under a chart: shows the values at the cursor, and the statistics of the range.
import { make } from './element.js';
import { formatValue } from './format.js';
import { Legend } from './legend.js';
import { lineStatistics } from './statistics.js';

const names = ['min', 'avg', 'max', 'p95'];
const leadingCells = 3; // cells of a row before the statistics: name, at the cursor, now

/** Returns the names of a figure's series by their ids. The page contains the names only in these rows. */
export function rowNames(figure) {
  const rows = Array.from(figure.querySelectorAll('tr[data-series]'));
  return new Map(rows.map((row) => [row.dataset.series, row.querySelector('button').textContent]));
}

/** Returns the ids of a figure's series whose rows are folded initially. */
export function foldedRows(figure) {
  return Array.from(figure.querySelectorAll('.more tr'), (row) => row.dataset.series);
}

export class Table {
  /** figure contains the chart and its table. Each row has its series' id in data-series. */
  constructor(figure, chart) {
    this.chart = chart;
    this.rows = new Map(); // the cells of each series
    this.range = null; // range of the statistics; null: the whole range, with the server's numbers
    const rows = Array.from(figure.querySelectorAll('tr[data-series]'));
    for (const row of rows) {
      const statistics = Array.from(row.cells).slice(leadingCells, leadingCells + names.length);
      this.rows.set(row.dataset.series, { at: row.querySelector('.at'), statistics, server: statistics.map((cell) => cell.textContent) });
    }
    this.legend = new Legend(rows, chart);
    const more = figure.querySelector('.unfold');
    if (!more) return;
    if (chart.unfolded) unfold(figure, more);
    more.addEventListener('click', () => chart.showAllLines(unfold(figure, more)));
  }

  /** Fills the cells with the values of a sample; -1 clears them. */
  show(index) {
    for (const line of this.chart.lines) {
      const row = this.rows.get(line.id);
      if (!row) continue;
      const { skeleton: { unit }, view: { before } } = this.chart;
      const text = index < 0 ? '' : formatValue(unit, line.values[index]);
      const earlier = before.at(line, index);
      if (earlier !== null) row.at.replaceChildren(text, make('small', {}, `was ${formatValue(unit, earlier)}`));
      else if (row.at.textContent !== text) row.at.textContent = text;
    }
  }

  /** Shows the statistics of a range; null: of the whole range, as the server computed them. */
  showStatistics(range) {
    if (range === this.range) return;
    this.range = range;
    const { samples, skeleton, lines } = this.chart;
    for (const line of lines) {
      const row = this.rows.get(line.id);
      if (!row) continue;
      const values = range && lineStatistics(samples.times, line, range, samples.detail);
      row.statistics.forEach((cell, i) => {
        cell.textContent = range ? formatValue(skeleton.unit, values[names[i]]) : row.server[i];
      });
    }
  }
}

// Shows or folds the folded rows. Returns whether they are visible now.
function unfold(figure, button) {
  const open = figure.classList.toggle('open');
  button.setAttribute('aria-expanded', String(open));
  const text = button.textContent;
  button.textContent = button.dataset.other;
  button.dataset.other = text;
  return open;
}
