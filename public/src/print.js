// Paper: light colours, and the charts that were never in view. A chart with a static picture may print that.
import { isUTC } from './clock.js';

/** The picture shows all, in UTC; what is zoomed, switched on or off or in another zone is printed from the canvas. */
export function usePrint(charts, retheme, zoom, tellRange) {
  const root = document.documentElement;
  addEventListener('beforeprint', () => {
    root.classList.add('print');
    retheme();
    tellRange();
    for (const chart of charts) {
      const same = zoom.isWhole && chart.isUntouched && isUTC(chart.samples.to);
      chart.element.classList.toggle('as-picture', same && Boolean(chart.element.querySelector('svg')));
      if (chart.element.classList.contains('as-picture')) continue;
      chart.draw();
      chart.resize();
      if (chart.echart) chart.echart.getZr().flush(); // the printer does not wait for the next frame
    }
  });
  addEventListener('afterprint', () => {
    root.classList.remove('print');
    retheme();
    for (const chart of charts) chart.resize();
  });
}
