// Paper: light colours, and the charts that were never in view. A chart with a static picture prints that.

export function usePrint(charts, retheme) {
  const root = document.documentElement;
  addEventListener('beforeprint', () => {
    root.classList.add('print');
    retheme();
    for (const chart of charts) {
      if (chart.element.querySelector('svg')) continue;
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
