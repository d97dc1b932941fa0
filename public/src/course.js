// The ribbon over the charts of a host's page: the worst state in each of 48 cells. Clicking a cell, or dragging over several,
// zooms the charts there. With the focus, the arrows choose a cell, and Enter zooms.
import { rangeText, shortTime } from './clock.js';
import { make, makeSVG, setAttributes } from './element.js';

const count = 48; // cells of a ribbon
const words = { gap: 'no samples', unknown: 'state not known' }; // other classes are names of states

/** Returns what each of so many cells shows, from paths: [class, path data of rectangles, M left top h width ...]. "" is nothing. */
export function cellStates(paths, cells) {
  const states = Array(cells).fill('');
  for (const [name, data] of paths) {
    for (const [, left, width] of data.matchAll(/M(\d+) \d+h(\d+)/g)) states.fill(words[name] || name, Number(left), Number(left) + Number(width));
  }
  return states;
}

/** Returns the cell at a share of the width of so many cells. */
export function cellAt(share, cells) {
  return Math.min(cells - 1, Math.max(0, Math.floor(share * cells)));
}

// Continues the ribbon to the end of the time without samples, if that is later. Returns how many cells it has then.
function extend(strip, first, length, end) {
  const cells = Math.max(count, Math.ceil((end - first) / length));
  if (cells === count) return cells;
  const ribbon = strip.querySelector('svg');
  const name = document.querySelector('.bar[data-silent]') ? 'silent' : 'gap';
  ribbon.append(makeSVG('path', { class: name, d: `M${count} 3h${cells - count}v8H${count}z` }));
  ribbon.setAttribute('viewBox', `0 0 ${cells} 12`);
  const time = strip.parentNode.querySelector('.ends time:last-child');
  time.dateTime = new Date(first + cells * length).toISOString();
  time.textContent = shortTime(first + cells * length, Date.now());
  return cells;
}

/**
 * Makes the strip a way to zoom. end is when the time without samples ends (staleEnd). Returns a function that marks the range
 * that the charts show; null for all.
 */
export function initCourse(strip, zoom, end) {
  const first = Number(strip.dataset.from);
  const length = Number(strip.dataset.cell);
  const cells = extend(strip, first, length, end);
  const states = cellStates(Array.from(strip.querySelectorAll('path'), (path) => [path.getAttribute('class'), path.getAttribute('d')]), cells);
  const range = (a, b = a) => [first + Math.min(a, b) * length, first + (Math.max(a, b) + 1) * length];
  const text = (cell) => `${rangeText(range(cell))}: ${states[cell] || 'no samples'}`;
  const shown = make('i');
  const chosen = make('i', { class: 'cell' });
  let cell = 0; // chosen
  let from = -1; // where the pointer was put down

  const place = (mark, [a, b]) => {
    const share = (ms) => Math.min(1, Math.max(0, (ms - first) / (cells * length)));
    mark.style.left = `${100 * share(a)}%`;
    mark.style.right = `${100 - 100 * share(b)}%`;
  };
  const choose = (next) => {
    cell = Math.min(cells - 1, Math.max(0, next));
    setAttributes(strip, { 'aria-valuenow': cell, 'aria-valuetext': text(cell) });
    place(chosen, range(cell));
  };
  const under = ({ clientX }) => {
    const box = strip.getBoundingClientRect();
    return cellAt((clientX - box.left) / box.width, cells);
  };

  strip.append(shown, chosen);
  setAttributes(strip, { tabindex: 0, role: 'slider', 'aria-label': 'State, by time. Enter zooms the charts there.', 'aria-valuemin': 0, 'aria-valuemax': cells - 1 });
  choose(cells - 1);
  chosen.hidden = true;
  strip.addEventListener('focus', () => (chosen.hidden = !strip.matches(':focus-visible')));
  strip.addEventListener('blur', () => (chosen.hidden = true));
  strip.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -cells, End: cells };
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
