// The script of a host's page.
import { initAges, nameZone } from './age.js';
import { Before, initBefore } from './before-switch.js';
import { Chart } from './chart.js';
import { chartKeys } from './chart-keys.js';
import { initCourse } from './course.js';
import { Cursor } from './cursor.js';
import { decode } from './decode.js';
import { initDetails } from './details.js';
import { Drag } from './drag.js';
import { make } from './element.js';
import { initKeys } from './keys.js';
import { Landing } from './landing.js';
import { initNeighbours, neighbourKeys } from './neighbours.js';
import { readFont } from './plot.js';
import { initPointer } from './pointer.js';
import { initPrint } from './print.js';
import { initRangeLinks } from './range-links.js';
import { initReload } from './reload.js';
import { gapsBefore } from './rows.js';
import { initSaveButtons } from './save.js';
import { initSections } from './sections.js';
import { Table } from './table.js';
import { onThemeChange, readTheme } from './theme.js';
import { initTitles } from './title.js';
import { Tooltip } from './tooltip.js';
import { Zoom } from './zoom.js';

const minute = 60 * 1000;
const minVisible = 100; // pixels: a chart counts as in view if its bottom is lower than this
const root = document.documentElement;

const samples = decode(readJSON);
const charts = [];
const chartOf = new Map(); // by their elements
const view = { theme: readTheme(), before: new Before(samples) };
const landing = new Landing();
let statisticsTimer = 0;
let markCourse = () => {};
const zoom = new Zoom(view, samples, showRange);
makeCharts(readJSON('options'));
drawFirst();
const stopJudging = initAges();

const tables = charts.map((chart) => new Table(chart.element.closest('figure'), chart));
const tooltip = new Tooltip();
const cursor = new Cursor(charts, tables, tooltip, samples, makeAnnouncer());
addEventListener('scroll', () => tooltip.hide(), { passive: true }); // it does not scroll with the chart
const drag = new Drag();
for (const chart of charts) {
  initPointer(chart, charts, cursor, zoom, drag);
  initSaveButtons(chart.element.closest('figure'), chart);
  chart.element.addEventListener('blur', () => cursor.hide());
}
initKeys(chartKeys(charts, focusedChart, cursor, zoom, drag).concat(neighbourKeys));
const buttons = document.querySelector('.ranges');
if (buttons && charts.length) {
  zoom.initButtons(buttons);
  initRangeLinks(buttons, () => zoom.zoomed, () => (scrollY > 0 && firstInWindow() ? firstInWindow().id : null));
}
const compare = document.querySelector('.before button');
if (compare) initBefore(compare, view.before, () => charts.forEach((chart) => chart.invalidate('all')));
const strip = document.querySelector('.strip');
if (strip && charts.length) {
  markCourse = initCourse(strip, zoom, view.stale);
  markCourse(zoom.part);
}
nameZone(samples.to || undefined);
scheduleStatistics();

const updateTheme = () => {
  view.theme = readTheme();
  for (const chart of charts) chart.invalidate('all');
};
onThemeChange(updateTheme);
initPrint(charts, updateTheme, zoom, showStatistics);
watchSizes();
watchVisibility();
setInterval(() => zoom.follow(), minute);
initSections();
initDetails();
initTitles();
initNeighbours();
initReload(stopJudging);

function readJSON(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

function makeCharts(skeletons) {
  const gapBefore = gapsBefore(samples.times, samples.gaps);
  for (const element of document.querySelectorAll('[data-chart]')) {
    const id = element.dataset.chart;
    if (!Object.prototype.hasOwnProperty.call(skeletons, id)) continue;
    charts.push(new Chart(element, skeletons[id], samples, gapBefore, view));
    chartOf.set(element, charts[charts.length - 1]);
  }
}

function showRange() {
  for (const chart of charts) chart.invalidate('view');
  cursor.moveLines();
  markCourse(zoom.part);
  scheduleStatistics();
}

// Updates the statistics, which are those of the visible range, when it has not changed for 100 ms.
function scheduleStatistics() {
  clearTimeout(statisticsTimer);
  statisticsTimer = setTimeout(showStatistics, 100);
}

function showStatistics() {
  clearTimeout(statisticsTimer);
  root.classList.toggle('zoomed', !zoom.isWhole); // the headings say what the statistics are of
  for (const table of tables) table.showStatistics(zoom.part);
}

// Draws the first visible chart before all other work, without waiting for the next frame.
function drawFirst() {
  const first = firstInWindow();
  if (!first) return;
  first.draw();
  first.echart.getZr().flush();
}

function firstInWindow() {
  return charts.find(({ element }) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > minVisible && top < innerHeight;
  });
}

// Draws charts when they come near the window. data-ready of the root element says that the visible ones are drawn.
function watchVisibility() {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) chartOf.get(target).setInView(isIntersecting);
      requestAnimationFrame(() => requestAnimationFrame(setReady));
    },
    { rootMargin: '150px' },
  );
  for (const chart of charts) observer.observe(chart.element);
  if (!charts.length) setReady();
}

function setReady() {
  if (root.dataset.ready) return;
  root.dataset.ready = '1'; // all cards are laid out from now on
  landing.land();
}

function watchSizes() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) chartOf.get(target).resize();
    if (readFont()) for (const chart of charts) chart.invalidate('all'); // the cards are as high as the reader's font size says
    cursor.moveLines();
  });
  for (const chart of charts) observer.observe(chart.element);
}

// Returns the chart that key presses apply to: the one with the focus, else the one under the pointer, else the first visible.
function focusedChart() {
  const figure = document.activeElement && document.activeElement.closest('figure');
  const focused = charts.find(({ element }) => element.closest('figure') === figure);
  return focused || charts.find(({ element }) => element.matches(':hover')) || firstInWindow() || charts[0];
}

// Returns the element whose text screen readers read out.
function makeAnnouncer() {
  const announcer = make('p', { class: 'unseen', 'aria-live': 'polite' });
  document.body.append(announcer);
  return announcer;
}
