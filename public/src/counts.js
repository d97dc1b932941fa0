// The numbers in headings of a large fleet's overview: of hosts that the filter shows, beside those of all.
import { formatValue } from './format.js';
import { compareNames } from './names.js';

/**
 * Returns a function that writes into each [data-count] how many of its hosts are shown, given the hosts that are; null for
 * all. "trouble" counts hosts that are not ok, "section" those of its section, "chapter" those between the first names of its
 * block and the next that are not ok. hosts are what reader returns.
 */
export function countsOf(main, hosts) {
  const counts = Array.from(main.querySelectorAll('[data-count]'), (element) => ({ element, all: element.textContent, n: 0 }));
  const of = counts.length ? countsByHost(main, hosts, counts) : new Map();
  return (shown) => {
    for (const count of counts) count.n = 0;
    for (const host of shown || []) for (const count of of.get(host) || []) count.n++;
    for (const { element, all, n } of counts) element.textContent = shown ? `${formatValue('', n)} of ${all}` : all;
  };
}

// Returns the counts to which each host belongs.
function countsByHost(main, hosts, counts) {
  const blocks = Array.from(main.querySelectorAll('[data-first]'));
  const firsts = blocks.map(({ dataset }) => dataset.first);
  const troubled = hosts.filter(({ state }) => state !== 'ok');
  const of = new Map(troubled.map((host) => [host, []]));
  const chapterOf = new Map(troubled.map((host) => [host, blocks[placeOf(firsts, host.name)]]));
  for (const count of counts) {
    const { element } = count;
    const section = element.closest('section');
    const block = element.closest('.block');
    const isOwn = {
      trouble: () => true,
      section: (host) => section.contains(host.element),
      chapter: (host) => chapterOf.get(host) === block,
    }[element.dataset.count];
    for (const host of troubled) if (isOwn(host)) of.get(host).push(count);
  }
  return of;
}

/** Returns the index of the last of the first names, which are in order, that does not come after a name; -1 for none. */
export function placeOf(firsts, name) {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareNames(firsts[middle], name) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
