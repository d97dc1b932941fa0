// Keeps what a reader has opened: a part of the page that is open stays so when the page is loaded again.
import { loadState, saveState } from './history-state.js';

/** Opens what was open. It is about <details> with an id. */
export function initDetails() {
  const kept = loadState('details');
  for (const element of document.querySelectorAll('details[id]')) {
    if (typeof kept[element.id] === 'boolean') element.open = kept[element.id];
    element.addEventListener('toggle', () => {
      const now = loadState('details');
      if (element.open !== now[element.id]) saveState('details', { ...now, [element.id]: element.open });
    });
  }
}
