// Makes the text of a row, which is above the row's link so that it can be selected, lead to the host as well.

/** Makes a click on a row without a link under it a click on the host's link. */
export function initRowLinks(table) {
  table.addEventListener('click', (event) => {
    if (event.target.closest('a, button') || !getSelection().isCollapsed) return;
    const link = event.target.closest('[data-host]')?.querySelector('.host a');
    if (link) link.dispatchEvent(new MouseEvent('click', event)); // with its keys: ctrl opens a tab
  });
}
