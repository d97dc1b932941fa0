// Compare pages: a scale of its own for each chart, and one cursor for all charts.
import { shortTime } from './clock.js';
import { make } from './element.js';
import { formatValue } from './format.js';
import { perFrame } from './frame.js';
import { Panel } from './panel.js';

/** Starts the button and the cursor. list is the element with the charts, shared the scale that they share. */
export function initCompare(list, shared, query) {
  const panels = new Map();
  const panelOf = (figure) => {
    if (!panels.has(figure)) panels.set(figure, new Panel(figure, shared));
    return panels.get(figure);
  };
  const figures = Array.from(list.querySelectorAll('.multiple'));
  initOwnScale(() => figures.map(panelOf), query);
  initCursor(list, figures, panelOf, shared);
}

function initOwnScale(panels, query) {
  const button = document.querySelector('.own');
  const drawn = document.querySelector('.drawn');
  const sharedText = drawn.textContent;
  let shown = false;
  button.addEventListener('click', () => query.set({ scale: shown ? '' : 'own' }));
  query.watch(({ scale }) => {
    const own = scale === 'own';
    button.setAttribute('aria-pressed', String(own));
    if (own === shown) return;
    shown = own;
    drawn.textContent = own ? 'each drawn to a scale of its own' : sharedText;
    for (const panel of panels()) panel.draw(own);
  });
}

// While a mouse is over a chart, all charts in view show a line at its time and their values there.
function initCursor(list, figures, panelOf, shared) {
  const time = make('time', { class: 'moment', 'aria-hidden': 'true' });
  let marked = [];

  const clear = () => {
    for (const panel of marked) unmark(panel);
    marked = [];
    time.remove();
  };
  const show = (figure, x) => {
    const box = figure.querySelector('.small').getBoundingClientRect();
    const fraction = Math.min(1, Math.max(0, (x - box.left) / box.width));
    const visible = figures.filter(isInView).map(panelOf);
    for (const panel of marked) if (!visible.includes(panel)) unmark(panel);
    for (const panel of visible) mark(panel, fraction, shared.unit);
    marked = visible;
    time.textContent = shortTime(shared.from + fraction * (shared.to - shared.from), shared.to);
    panelOf(figure).picture.parentNode.append(time);
  };

  const follow = perFrame(({ target, clientX }) => {
    const figure = target.closest('.multiple');
    if (figure) show(figure, clientX);
    else clear();
  });
  list.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') follow(event);
  });
  list.addEventListener('pointerleave', () => {
    follow.cancel();
    clear();
  });
}

function isInView(figure) {
  if (figure.hidden) return false;
  const { top, bottom } = figure.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The value is read from the drawn points, so it is rounded, and is the highest of the samples that its point stands for.
function mark(panel, fraction, unit) {
  const value = panel.valueAt(fraction);
  panel.figure.classList.add('pointed');
  panel.figure.style.setProperty('--at', fraction);
  panel.now.textContent = value === null ? formatValue(unit, null) : `≈ ${formatValue(unit, value)}`;
}

function unmark(panel) {
  panel.figure.classList.remove('pointed');
  panel.now.textContent = panel.text;
}
