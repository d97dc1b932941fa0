// Shows a message when no host matches the filter, with a button that clears the filter. Compare pages do not have all hosts, so
// there it leads to the overview's search as well.
import { make, makeButton } from './element.js';
import { formatQuery } from './query.js';

/** Appends the message to main. It is visible only while all hosts in main are hidden. Call it after initFilter. */
export function initNoMatch(main, query) {
  const line = make('p', { class: 'empty', role: 'status' });
  const button = makeButton('Show all hosts', () => query.set({ q: '', state: '', group: '' }));
  main.append(line);
  const multiples = main.querySelector('.multiples');
  query.watch(({ q }) => {
    const none = !main.querySelector('[data-host]:not([hidden]), .entries > li:not([hidden]), .multiple:not([hidden])');
    line.hidden = !none;
    const parts = multiples && q ? [make('br'), cutText(multiples), overviewLink(q)] : [];
    line.replaceChildren(...(none ? ['No host matches. ', button, ...parts] : []));
  });
}

function cutText({ dataset }) {
  return dataset.cut ? `${dataset.cut} are here, those with the highest values. ` : '';
}

function overviewLink(q) {
  return make('a', { href: document.querySelector('.up').href + formatQuery({ q }) }, `Find “${q}” among all hosts`);
}
