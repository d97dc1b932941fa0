// The bar by which a reader moves between the sections of a host's page. It marks the section in view.
import { perFrame } from './frame.js';

const below = 60; // pixels: how far below the bar a card may begin that is read now

/** Marks the section in view from now on. Links name their charts in data-charts; the first link leads to the top. */
export function initSections() {
  const bar = document.querySelector('.sections nav');
  if (!bar) return;
  const links = Array.from(bar.querySelectorAll('a'));
  const sections = new Map(); // the link of each card
  for (const link of links) {
    for (const id of (link.dataset.charts || '').split(' ')) {
      const card = document.getElementById(`chart-${id}`);
      if (card) sections.set(card, link);
    }
  }
  const cards = Array.from(document.querySelectorAll('.card')).filter((card) => sections.has(card));
  let current = bar.querySelector('[aria-current]');

  const mark = (link) => {
    if (link === current) return;
    if (current) current.removeAttribute('aria-current');
    current = link;
    link.setAttribute('aria-current', 'true');
    const { left, right } = link.getBoundingClientRect();
    const box = bar.getBoundingClientRect();
    if (left < box.left || right > box.right) bar.scrollTo({ left: link.offsetLeft - bar.offsetLeft - 40, behavior: 'instant' });
  };
  const update = () => {
    const found = readNow(cards).map((card) => sections.get(card));
    if (!found.includes(current)) mark(found[0] || links[0]);
  };
  const updateSoon = perFrame(update);
  bar.addEventListener('click', ({ target }) => {
    const link = target.closest('a');
    if (link) mark(link);
  });
  addEventListener('scroll', updateSoon, { passive: true });
  addEventListener('resize', updateSoon, { passive: true });
  update();
}

// Returns the cards of the row that is read now: the last one that begins above a line below the bar. At the page's end it is
// any card in the window, the last one first, because those at the end cannot come up to the line.
function readNow(cards) {
  const end = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const line = end ? innerHeight : parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) + below;
  const begun = cards.map((card) => ({ card, box: card.getBoundingClientRect() })).filter(({ box }) => box.height && box.top <= line);
  if (end) return begun.filter(({ box }) => box.bottom > 0).map(({ card }) => card).reverse();
  const last = Math.max(...begun.map(({ box }) => box.top));
  return begun.filter(({ box }) => box.top > last - 1).map(({ card }) => card);
}
