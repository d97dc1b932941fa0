// Charts that are shown on demand.
import { loadState, saveState } from './history-state.js';

/** Opens those that were open before the page was reloaded, and remembers which are. */
export function initShut() {
  for (const shut of document.querySelectorAll('.card > .shut')) {
    const name = `shut-${shut.parentNode.id}`;
    if (loadState(name).open) shut.open = true;
    shut.addEventListener('toggle', () => saveState(name, { open: shut.open }));
  }
}

/** Shows the chart of a card. */
export function openCard(card) {
  const shut = card.querySelector('.shut');
  if (shut) shut.open = true;
}
