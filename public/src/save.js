// The buttons that save a chart as a table or as an image. Both are made in the browser.
import { csv } from './csv.js';
import { make } from './element.js';
import { picture } from './picture.js';

/** Adds the actions to a figure's buttons. */
export function initSaveButtons(figure, chart) {
  const host = document.querySelector('h1').textContent;
  const title = figure.querySelector('h2').textContent;
  const makers = {
    csv: async () => new Blob([csv(chart.samples.times, chart.shown, chart.skeleton.unit, chart.view.range)], { type: 'text/csv;charset=utf-8' }),
    png: () => {
      chart.draw();
      return new Promise((done) => picture(chart, host, title).toBlob(done, 'image/png'));
    },
  };
  for (const button of figure.querySelectorAll('[data-save]')) {
    const kind = button.dataset.save;
    button.addEventListener('click', async () => save(await makers[kind](), fileName(host, chart, kind)));
  }
}

/** "web-01_cpu_20261122T1200Z.csv": the host, the chart, and the end of the range. */
export function fileName(host, { id, view }, ending) {
  const end = new Date(Math.round(view.range[1])).toISOString().replace(/[-:]/g, '').slice(0, 13);
  return `${host.replace(/[^A-Za-z0-9._-]+/g, '_')}_${id}_${end}Z.${ending}`;
}

function save(blob, name) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000); // some browsers read the blob after the click
}
