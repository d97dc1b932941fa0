// The ribbon over the charts of a host's page: the worst state in each of 48 cells. Clicking a cell, or dragging over several,
// zooms the charts there. With the focus, the arrows choose a cell, and Enter zooms.
import { rangeText } from './clock.js';

const count = 48;
const words = { gap: 'no samples' }; // other classes are names of states

/** Returns what each cell shows, from paths: [class, path data of rectangles, M left top h width ...]. "" is nothing. */
export function cellStates(paths) {
  const states = Array(count).fill('');
  for (const [name, data] of paths) {
    for (const [, left, width] of data.matchAll(/M(\d+) \d+h(\d+)/g)) states.fill(words[name] || name, Number(left), Number(left) + Number(width));
  }
  return states;
}

/** Returns the cell at a share of the width. */
export function cellAt(share) {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** Makes the strip a way to zoom. Returns a function that marks the range that the charts show; null for all. */
export function initCourse(strip, zoom) {
  const first = Number(strip.dataset.from);
  const length = Number(strip.dataset.cell);
  const states = cellStates(Array.from(strip.querySelectorAll('path'), (path) => [path.getAttribute('class'), path.getAttribute('d')]));
  const range = (a, b = a) => [first + Math.min(a, b) * length, first + (Math.max(a, b) + 1) * length];
  const text = (cell) => `${rangeText(range(cell))}: ${states[cell] || 'not known'}`;
  const shown = strip.appendChild(document.createElement('i'));
  const chosen = strip.appendChild(document.createElement('i'));
  chosen.className = 'cell';
  let cell = count - 1;
  let from = -1;

  const place = (mark, [a, b]) => {
    const share = (ms) => Math.min(1, Math.max(0, (ms - first) / (count * length)));
    mark.style.left = `${100 * share(a)}%`;
    mark.style.right = `${100 - 100 * share(b)}%`;
  };
  const choose = (next) => {
    cell = Math.min(count - 1, Math.max(0, next));
    strip.setAttribute('aria-valuenow', String(cell));
    strip.setAttribute('aria-valuetext', text(cell));
    place(chosen, range(cell));
  };
  const under = ({ clientX }) => {
    const box = strip.getBoundingClientRect();
    return cellAt((clientX - box.left) / box.width);
  };

  Object.assign(strip, { tabIndex: 0, role: 'slider', ariaLabel: 'State, by time. Enter zooms the charts there.' });
  strip.setAttribute('aria-valuemin', '0');
  strip.setAttribute('aria-valuemax', String(count - 1));
  choose(cell);
  chosen.hidden = true;
  strip.addEventListener('focus', () => (chosen.hidden = !strip.matches(':focus-visible')));
  strip.addEventListener('blur', () => (chosen.hidden = true));
  strip.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -count, End: count };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) choose(cell + steps[event.key]);
    else if (event.key === 'Enter' || event.key === ' ') zoom.set(range(cell));
    else return;
    chosen.hidden = false;
    event.preventDefault();
    event.stopPropagation(); // the charts have these keys too
  });
  strip.addEventListener('pointermove', (event) => (strip.title = text(under(event))));
  strip.addEventListener('pointerdown', (event) => (from = event.button === 0 ? under(event) : -1));
  strip.addEventListener('pointerup', (event) => {
    if (from >= 0) zoom.set(range(from, under(event)));
    from = -1;
  });
  return (visible) => {
    shown.hidden = visible === null;
    if (visible) place(shown, visible);
  };
}
