// Prepares the page for printing: light colours, and charts that were never in view.
import { isUTC } from './clock.js';

/** Prints a chart's static version if it shows the same: the whole range, the same lines, UTC. Otherwise prints the canvas. */
export function initPrint(charts, updateTheme, zoom, showStatistics) {
  const root = document.documentElement;
  addEventListener('beforeprint', () => {
    root.classList.add('print');
    updateTheme();
    showStatistics();
    for (const chart of charts) {
      const same = zoom.isWhole && chart.isUnchanged && isUTC(chart.samples.to);
      chart.element.classList.toggle('as-picture', same && Boolean(chart.element.querySelector('svg')));
      if (chart.element.classList.contains('as-picture')) continue;
      chart.draw();
      chart.resize();
      if (chart.echart) chart.echart.getZr().flush(); // the browser prints before the next frame
    }
  });
  addEventListener('afterprint', () => {
    root.classList.remove('print');
    updateTheme();
    for (const chart of charts) chart.resize();
  });
}
