// Shows the full text of shortened elements, and what a row's ribbon shows, when the pointer is over them.

/** Sets the title of an element when the pointer comes over it and its text does not fit. */
export function initTitles() {
  document.addEventListener('pointerover', ({ target }) => {
    const ribbon = target.closest('td.age-cell[data-last]');
    if (ribbon) ribbon.title = ribbonText(ribbon);
    if (target.title || target.childElementCount || !isCut(target)) return;
    target.title = target.textContent;
  });
}

function isCut(element) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return false;
  return getComputedStyle(element).textOverflow === 'ellipsis' || getComputedStyle(element).webkitLineClamp !== 'none';
}

function ribbonText(cell) {
  const text = cell.querySelector('.unseen').textContent.replace(/\s+/g, ' ').replace(/ ;/g, ';').trim();
  return `${cell.querySelector('.age').textContent}: ${text}`;
}
