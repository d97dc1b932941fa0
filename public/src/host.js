// The page of a host: joins the parts.
import { parseAddress } from './address.js';
import { keepAges } from './age.js';
import { Chart } from './chart.js';
import { zone } from './clock.js';
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
import { Tooltip } from './tooltip.js';
import { Zoom } from './zoom.js';

const minute = 60 * 1000;
const root = document.documentElement;

const samples = decode(readJSON);
const charts = [];
const view = { theme: readTheme() };
const zoom = new Zoom(view, samples, showRange);
makeCharts(readJSON('options'));
drawFirst();
keepAges();

const tables = charts.map((chart) => new Table(chart.element.closest('figure'), chart));
const cursor = new Cursor(charts, tables, new Tooltip(), samples, speaker());
for (const chart of charts) {
  usePointer(chart, charts, cursor, zoom);
  useSaving(chart.element.closest('figure'), chart);
  chart.element.addEventListener('blur', () => cursor.hide());
}
useKeys(focusedChart, cursor, zoom);
const buttons = document.querySelector('.ranges');
if (buttons && charts.length) zoom.useButtons(buttons);
showZone();

const retheme = () => {
  view.theme = readTheme();
  for (const chart of charts) chart.invalidate('all');
};
onThemeChange(retheme);
usePrint(charts, retheme, zoom);
watchSizes();
watchSight();
setInterval(() => zoom.follow(), minute);
goToChart();
addEventListener('hashchange', goToChart);
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
}

// The first chart in the window is drawn before anything else is done, and does not wait for the next frame.
function drawFirst() {
  const first = charts.find(({ element }) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  if (!first) return;
  first.draw();
  first.echart.getZr().flush();
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

function focusedChart() {
  return charts.find((chart) => chart.element === document.activeElement) || cursor.chart || charts[0];
}

// Where a screen reader hears what the arrow keys find.
function speaker() {
  const spoken = document.createElement('p');
  spoken.className = 'unseen';
  spoken.setAttribute('aria-live', 'polite');
  document.body.append(spoken);
  return spoken;
}

function showZone() {
  for (const element of document.querySelectorAll('.zone')) element.textContent = zone(samples.to || Date.now());
}

function goToChart() {
  const { chart: id } = parseAddress(location.hash);
  const chart = charts.find((each) => each.id === id);
  if (!chart) return;
  const figure = chart.element.closest('figure');
  figure.scrollIntoView();
  figure.querySelector('h2 a').focus({ preventScroll: true }); // not the chart: a page in use is not renewed
  cursor.chart = chart;
}
