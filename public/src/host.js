// The page of a host: joins the parts.
import { formatAddress, parseAddress } from './address.js';
import { keepAges, nameZone } from './age.js';
import { Chart } from './chart.js';
import { Cursor } from './cursor.js';
import { decode } from './decode.js';
import { useKeys } from './keys.js';
import { usePointer } from './pointer.js';
import { usePrint } from './print.js';
import { keepFresh } from './renew.js';
import { breaks } from './rows.js';
import { useSaving } from './save.js';
import { Table } from './table.js';
import { onThemeChange, readTheme } from './theme.js';
import { useTitles } from './title.js';
import { Tooltip } from './tooltip.js';
import { Zoom } from './zoom.js';

const minute = 60 * 1000;
const hidden = 100; // pixels of the window's top: a chart that ends there is as good as gone
const root = document.documentElement;

const samples = decode(readJSON);
const charts = [];
const view = { theme: readTheme() };
let telling = 0;
const zoom = new Zoom(view, samples, showRange);
makeCharts(readJSON('options'));
drawFirst();
keepAges();

const tables = charts.map((chart) => new Table(chart.element.closest('figure'), chart));
const tooltip = new Tooltip();
const cursor = new Cursor(charts, tables, tooltip, samples, speaker());
addEventListener('scroll', () => tooltip.hide(), { passive: true }); // it would stay where the chart was
for (const chart of charts) {
  usePointer(chart, charts, cursor, zoom);
  useLink(chart);
  useSaving(chart.element.closest('figure'), chart);
  chart.element.addEventListener('blur', () => cursor.hide());
}
useKeys(focusedChart, cursor, zoom);
const buttons = document.querySelector('.ranges');
if (buttons && charts.length) zoom.useButtons(buttons);
nameZone(samples.to || undefined);
retell();

const retheme = () => {
  view.theme = readTheme();
  for (const chart of charts) chart.invalidate('all');
};
onThemeChange(retheme);
usePrint(charts, retheme, zoom, tellRange);
watchSizes();
watchSight();
setInterval(() => zoom.follow(), minute);
if (isOpened()) goToChart();
addEventListener('hashchange', goToChart);
useTitles();
keepFresh();

function readJSON(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

function makeCharts(skeletons) {
  const broken = breaks(samples.times, samples.gaps);
  for (const element of document.querySelectorAll('[data-chart]')) {
    const id = element.dataset.chart;
    if (Object.prototype.hasOwnProperty.call(skeletons, id)) {
      charts.push(new Chart(element, skeletons[id], samples, broken, view));
    }
  }
}

function showRange() {
  for (const chart of charts) chart.invalidate('view');
  cursor.place();
  retell();
}

// The statistics are those of what is shown. They follow when a drag has come to rest.
function retell() {
  clearTimeout(telling);
  telling = setTimeout(tellRange, 100);
}

function tellRange() {
  clearTimeout(telling);
  for (const table of tables) table.tellRange(zoom.isWhole ? null : view.range);
}

// The first chart in the window is drawn before anything else is done, and does not wait for the next frame.
function drawFirst() {
  const first = firstInWindow();
  if (!first) return;
  first.draw();
  first.echart.getZr().flush();
}

function firstInWindow() {
  return charts.find(({ element }) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > hidden && top < innerHeight;
  });
}

// Charts are made when they come near the window; the root tells when those in view are drawn.
function watchSight() {
  const byElement = new Map(charts.map((chart) => [chart.element, chart]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const chart = byElement.get(target);
        chart.visible = isIntersecting;
        if (isIntersecting) chart.draw();
      }
      requestAnimationFrame(() => requestAnimationFrame(tellReady));
    },
    { rootMargin: '150px' },
  );
  for (const chart of charts) observer.observe(chart.element);
  if (!charts.length) tellReady();
}

function tellReady() {
  root.dataset.ready = '1';
}

function watchSizes() {
  const byElement = new Map(charts.map((chart) => [chart.element, chart]));
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) byElement.get(target).resize();
    cursor.place();
  });
  for (const chart of charts) observer.observe(chart.element);
}

// The chart that keys mean: whose figure has the focus, else the one under the pointer, else the first to be seen.
function focusedChart() {
  const figure = document.activeElement && document.activeElement.closest('figure');
  const focused = charts.find(({ element }) => element.closest('figure') === figure);
  return focused || charts.find(({ element }) => element.matches(':hover')) || firstInWindow() || charts[0];
}

// A chart's title is a link to it. Following it here must not take the zoom out of the address.
function useLink(chart) {
  chart.element.closest('figure').querySelector('h2 a').addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const hash = formatAddress({ ...parseAddress(location.hash), chart: chart.id });
    if (hash !== location.hash) history.pushState(history.state, '', hash);
    goToChart();
  });
}

// Where a screen reader hears what the arrow keys find.
function speaker() {
  const spoken = document.createElement('p');
  spoken.className = 'unseen';
  spoken.setAttribute('aria-live', 'polite');
  document.body.append(spoken);
  return spoken;
}

// Whether the page was asked for: one that is loaded anew, or come back to, stays where it was scrolled to.
function isOpened() {
  const [entry] = performance.getEntriesByType('navigation');
  return !entry || entry.type === 'navigate';
}

function goToChart() {
  const { chart: id } = parseAddress(location.hash);
  const chart = charts.find((each) => each.id === id);
  if (!chart) return;
  const figure = chart.element.closest('figure');
  figure.scrollIntoView();
  figure.querySelector('h2 a').focus({ preventScroll: true }); // not the chart: a page in use is not renewed
}
