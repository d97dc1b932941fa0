// Shows the full text of shortened elements, and what a row's ribbon shows: as titles for a mouse, and in full for the
// keyboard and for fingers.

/**
 * Sets the title of an element when the pointer comes over it and its text does not fit. What the keyboard comes to, and what
 * is beside it in a row, is not shortened while it has the focus; what a finger touches, until it touches something else.
 */
export function initTitles() {
  document.addEventListener('pointerover', ({ target }) => {
    const ribbon = target.closest('td.age-cell[data-last]');
    if (ribbon) ribbon.title = ribbonText(ribbon);
    const cut = cutAt(target);
    if (cut && !cut.title) cut.title = cut.textContent;
  });
  let whole = [];
  const show = (elements) => {
    for (const element of whole) element.classList.remove('whole');
    whole = elements;
    for (const element of whole) element.classList.add('whole');
  };
  document.addEventListener('focusin', ({ target }) => {
    if (target.matches(':focus-visible')) show(cutBeside(target));
  });
  document.addEventListener('focusout', () => show([]));
  document.addEventListener('pointerup', ({ target, pointerType }) => {
    const cut = cutAt(target);
    if (pointerType === 'touch') show(cut ? [cut] : []);
  });
}

// Returns the shortened element that a text is in, if it is one. A name may be in parts.
function cutAt(element) {
  const isShortened = (each) => isCut(each) || (each.matches('figcaption > *') && Array.from(each.children).some(isCut));
  return [element, element.parentElement].find((each) => each && isShortened(each));
}

// Returns the shortened elements of the row, the line or the heading that an element is in.
function cutBeside(element) {
  const box = element.closest('tr, li, figcaption') || element;
  return Array.from(box.querySelectorAll('*')).concat(box).filter(isCut);
}

function isCut(element) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return false;
  const { textOverflow, webkitLineClamp } = getComputedStyle(element);
  return textOverflow === 'ellipsis' || (webkitLineClamp !== 'none' && webkitLineClamp !== '');
}

function ribbonText(cell) {
  const text = cell.querySelector('.unseen').textContent.replace(/\s+/g, ' ').replace(/ ;/g, ';').trim();
  return `${cell.querySelector('.age').textContent}: ${text}`;
}
