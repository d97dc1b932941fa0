// The map of a fleet: a square for each host, in groups, coloured by state, CPU, memory or disk. It is for eyes and a mouse or a
// finger; the lists of the page have the same hosts and links.
import { make, makeSVG, setAttributes } from './element.js';
import { matches, wanted } from './filter.js';
import { parseNumber } from './format.js';
import { divide, fit, labelSize } from './map-layout.js';
import { classOf, legendOf, shape } from './map-squares.js';
import { MapPointer } from './map-pointer.js';

/** Starts the map, if the page has one. read is the reader of the hosts. */
export function initMap(section, read, query) {
  if (!section) return;
  const box = section.querySelector('.squares');
  const select = section.querySelector('select');
  const names = Array.from(document.querySelectorAll('.find option'), ({ value }) => value).filter(Boolean);
  const groups = divide(read().map(hostOf), names);
  const svg = makeSVG('svg', { class: 'drawing' });
  box.append(svg);
  const pointer = new MapPointer(box, svg);
  let drawn = null;

  const draw = () => {
    const { clientWidth: width, clientHeight } = box;
    const layout = fit(groups, width, clientHeight);
    const height = Math.max(clientHeight, layout.rows * layout.pitch);
    const cells = cellsOf(groups, layout);
    drawn = width;
    setAttributes(svg, { viewBox: `0 0 ${width} ${height}`, height });
    svg.replaceChildren(...paths(cells, layout, query.now.map, wanted(query.now)), ...labels(layout));
    pointer.use(layout, cells);
  };
  query.watch(({ map }) => {
    select.value = map;
    if (select.selectedIndex < 0) select.value = '';
    section.querySelector('.legend').replaceChildren(...legend(map));
    draw();
  });
  select.addEventListener('change', () => query.set({ map: select.value }));
  new ResizeObserver(() => {
    if (drawn !== box.clientWidth) draw();
  }).observe(box);
}

// Adds to a host what only the map needs: its address, its newest percentages, and whether these are old.
function hostOf(host) {
  const { element } = host;
  const link = element.querySelector(element.cells ? '.host a' : 'a');
  const texts = element.cells ? Array.from(element.querySelectorAll('.value b'), ({ textContent }) => textContent) : (element.dataset.used || '').split(' ');
  const silent = host.state === 'silent' || element.dataset.silent !== undefined;
  return { ...host, link: link && link.getAttribute('href'), silent, used: [0, 1, 2].map((i) => parseNumber(texts[i])) };
}

// The host of each cell; there are cells without one.
function cellsOf(groups, { places }) {
  const cells = [];
  groups.forEach(({ hosts }, g) => hosts.forEach((host, i) => (cells[places[g].first + i] = host)));
  return cells;
}

// One path for the hosts of each class, and one for those of the class that do not match the filter.
function paths(cells, { columns, pitch }, kind, filter) {
  const size = pitch - (pitch >= 8 ? 1 : 0.5);
  const data = new Map();
  cells.forEach((host, cell) => {
    const name = classOf(host, kind);
    const key = filter && !matches(host, filter) ? `${name} dim` : name;
    if (!data.has(key)) data.set(key, []);
    data.get(key).push(shape(name, (cell % columns) * pitch, Math.floor(cell / columns) * pitch, size));
  });
  return Array.from(data, ([key, list]) => makeSVG('path', { class: key, d: list.join('') }));
}

function labels({ places, columns, pitch }) {
  const size = Math.min(labelSize, pitch);
  return places.map(({ label, at }) => {
    const y = Math.floor(at / columns) * pitch + (pitch - 1) / 2 + size * 0.35;
    return makeSVG('text', { x: (at % columns) * pitch, y, 'font-size': size }, label);
  });
}

function legend(kind) {
  return legendOf(kind).map(([name, text]) => {
    const path = makeSVG('path', { class: name, d: shape(name, 0, 0, 12) });
    return make('li', {}, makeSVG('svg', { viewBox: '0 0 12 12', class: 'drawing' }, path), text);
  });
}
