// Shows a message when no host matches the filter, with a button that clears the filter.
import { make, makeButton } from './element.js';

/** Appends the message to main. It is visible only while all hosts in main are hidden. Call it after initFilter. */
export function initNoMatch(main, query) {
  const line = make('p', { class: 'empty', role: 'status' });
  const button = makeButton('Show all hosts', () => query.set({ q: '', state: '', group: '' }));
  main.append(line);
  query.watch(() => {
    const none = !main.querySelector('[data-host]:not([hidden]), .entries > li:not([hidden]), .multiple:not([hidden])');
    line.hidden = !none;
    line.replaceChildren(...(none ? ['No host matches. ', button] : []));
  });
}
