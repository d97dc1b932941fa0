// A text that is cut short tells the whole of itself when the pointer rests on it.

/** Gives an element a title when the pointer comes to it and its text does not fit. */
export function useTitles() {
  document.addEventListener('pointerover', ({ target }) => {
    if (target.title || target.childElementCount || !isCut(target)) return;
    target.title = target.textContent;
  });
}

function isCut(element) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return false;
  return getComputedStyle(element).textOverflow === 'ellipsis' || getComputedStyle(element).webkitLineClamp !== 'none';
}
