// The map of a fleet: a square for each host, in groups, coloured by state, CPU, memory or disk. It is for eyes and a mouse or a
// finger; the lists of the page have the same hosts and links.
import { matches, wanted } from './filter.js';
import { divide, fit, labelSize } from './map-layout.js';
import { classOf, legendOf, shape } from './map-squares.js';
import { MapPointer } from './map-pointer.js';

/** Starts the map, if the page has one. elements are the rows and list entries, and read is their reader. */
export function initMap(section, elements, read, query) {
  if (!section) return;
  const box = section.querySelector('.squares');
  const select = section.querySelector('select');
  const names = Array.from(document.querySelectorAll('.find option'), ({ value }) => value).filter(Boolean);
  const hosts = elements.map((element, i) => hostOf(element, read()[i]));
  const groups = divide(hosts, names);
  const svg = create('svg', { class: 'drawing' });
  box.append(svg);
  const pointer = new MapPointer(box, svg);
  let drawn = null;

  const draw = () => {
    const { map } = query.now;
    const layout = fit(groups, box.clientWidth, box.clientHeight);
    const filter = wanted(query.now);
    drawn = box.clientWidth;
    svg.setAttribute('viewBox', `0 0 ${box.clientWidth} ${Math.max(box.clientHeight, layout.rows * layout.pitch)}`);
    svg.setAttribute('height', Math.max(box.clientHeight, layout.rows * layout.pitch));
    svg.replaceChildren(...paths(groups, layout, map, filter), ...labels(layout));
    pointer.use(layout, cellsOf(groups, layout));
  };
  query.watch(({ map }) => {
    select.value = map;
    if (select.selectedIndex < 0) select.value = '';
    showLegend(section.querySelector('.legend'), map);
    draw();
  });
  select.addEventListener('change', () => query.set({ map: select.value }));
  new ResizeObserver(() => {
    if (drawn !== box.clientWidth) draw();
  }).observe(box);
}

// What the map needs of a row or list entry. data is what the filter needs of it.
function hostOf(element, data) {
  const link = element.querySelector(element.cells ? '.host a' : 'a');
  const texts = element.cells ? Array.from(element.querySelectorAll('.value b'), ({ textContent }) => textContent) : (element.dataset.used || '').split(' ');
  const used = [0, 1, 2].map((i) => {
    const value = parseFloat(texts[i]);
    return Number.isNaN(value) ? null : value;
  });
  const silent = data.state === 'silent' || element.dataset.silent !== undefined;
  return { data, name: element.dataset.host || element.textContent, link: link && link.getAttribute('href'), groups: data.groups, state: data.state, silent, used, element };
}

function create(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// One path for the hosts of each class, and one for those of the class that do not match the filter.
function paths(groups, { places, columns, pitch }, kind, filter) {
  const size = pitch - (pitch >= 8 ? 1 : 0.5);
  const data = new Map();
  groups.forEach(({ hosts }, g) => {
    hosts.forEach((host, i) => {
      const cell = places[g].first + i;
      const name = classOf(host, kind);
      const key = filter && !matches(host.data, filter) ? `${name} dim` : name;
      if (!data.has(key)) data.set(key, []);
      data.get(key).push(shape(name, (cell % columns) * pitch, Math.floor(cell / columns) * pitch, size));
    });
  });
  return Array.from(data, ([key, list]) => create('path', { class: key, d: list.join('') }));
}

function labels({ places, columns, pitch }) {
  return places.map(({ label, at }) => {
    const size = Math.min(labelSize, pitch);
    const text = create('text', { x: (at % columns) * pitch, y: Math.floor(at / columns) * pitch + (pitch - 1) / 2 + size * 0.35, 'font-size': size });
    text.textContent = label;
    return text;
  });
}

// The host of each cell; undefined where there is none.
function cellsOf(groups, { places }) {
  const cells = [];
  groups.forEach(({ hosts }, g) => hosts.forEach((host, i) => (cells[places[g].first + i] = host)));
  return cells;
}

function showLegend(list, kind) {
  list.replaceChildren(
    ...legendOf(kind).map(([name, text]) => {
      const item = document.createElement('li');
      const svg = create('svg', { viewBox: '0 0 12 12', class: 'drawing' });
      svg.append(create('path', { class: name, d: shape(name, 0, 0, 12) }));
      item.append(svg, text);
      return item;
    }),
  );
}
