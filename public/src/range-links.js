// The links to a host's other pages, by the time that these show. They lead to the chart in view, and from a zoom to a time around it.
import { formatAddress } from './address.js';

const hour = 60 * 60 * 1000;

/** Returns the address of a link to some hours: the newest, or if a range is zoomed to, those around it. */
export function linkAddress(hours, range, chart) {
  if (!range) return formatAddress({ hours, chart });
  const middle = (range[0] + range[1]) / 2;
  return formatAddress({ range: [middle - (hours * hour) / 2, middle + (hours * hour) / 2], chart });
}

/** Keeps the links of the element right. zoomed returns the range that is zoomed to, or null; chartInView the id of a chart, or null. */
export function initRangeLinks(element, zoomed, chartInView) {
  for (const link of element.querySelectorAll('a')) {
    const update = () => (link.hash = linkAddress(Number(link.dataset.hours), zoomed(), chartInView()));
    for (const event of ['pointerenter', 'pointerdown', 'focus', 'click']) link.addEventListener(event, update);
  }
}
