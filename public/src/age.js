// Shows how old the newest sample is by the viewer's clock. So a page shows when a host or the renderer has stopped.
import { dateOf, fullTime, shortTime, zone } from './clock.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const shortTimes = '.why time, .spans time, .ends time, .changes time';

/** "42 s ago", "16 min ago", "5 h ago", "3 days ago"; for a time in the future "10 min ahead of this clock". */
export function ageText(ms) {
  if (ms < -minute) return `${span(-ms)} ahead of this clock`;
  return `${span(Math.max(0, ms))} ago`;
}

function span(ms) {
  if (ms < 90 * second) return `${Math.round(ms / second)} s`;
  if (ms < 90 * minute) return `${Math.round(ms / minute)} min`;
  if (ms < 48 * hour) return `${Math.round(ms / hour)} h`;
  return `${Math.round(ms / (24 * hour))} days`;
}

/** Reports whether a sample is late: older than two cadences. */
export function isLate(ms, cadence) {
  return ms > 2 * cadence;
}

/**
 * Writes times in the viewer's zone and ages into the page, and updates the ages. An element with data-last (time of
 * the newest sample) and data-cadence contains a <time> and an element of class age. [data-since] gets only a time,
 * a <time> with data-day only the day, those of shortTimes a short time, and [data-heard] how old values are at most. After every update
 * onLate is called with the elements whose sample is late. Returns a function after whose call no sample counts as late: a
 * newer page may have newer ones.
 */
export function initAges(onLate = () => {}) {
  const elements = Array.from(document.querySelectorAll('[data-last]'));
  for (const element of elements) writeTime(element, Number(element.dataset.last));
  for (const element of document.querySelectorAll('[data-since]')) writeTime(element, Number(element.dataset.since));
  for (const element of document.querySelectorAll('[data-day]')) writeDay(element, Number(element.dataset.day));
  for (const time of document.querySelectorAll(shortTimes)) writeShort(time, Date.parse(time.dateTime), Date.now());
  let judged = true;
  const update = () => {
    for (const element of document.querySelectorAll('[data-heard]')) writeHeard(element, Date.now());
    onLate(elements.filter((element) => writeAge(element, Date.now(), judged)));
  };
  update();
  setInterval(update, 15 * second);
  document.addEventListener('visibilitychange', update);
  return () => {
    judged = false;
    update();
  };
}

/** Writes the viewer's time zone, with its UTC offset at a time, into the elements of class zone. */
export function nameZone(ms = Date.now()) {
  for (const element of document.querySelectorAll('.zone')) element.textContent = zone(ms);
}

function writeTime(element, ms) {
  const time = element.querySelector('time');
  if (!time) return;
  time.textContent = fullTime(ms);
  time.title = zone(ms);
}

function writeDay(element, ms) {
  element.textContent = dateOf(ms);
  element.title = zone(ms);
}

function writeShort(time, ms, now) {
  time.textContent = shortTime(ms, now);
  time.title = `${fullTime(ms)} ${zone(ms)}`;
}

function writeHeard(element, now) {
  element.textContent = `Values at most ${span(Math.max(0, now - Number(element.dataset.heard)))} old; older ones say so.`;
}

// Writes the age of an element's sample. Returns whether it is late, which it never is if it is not judged.
function writeAge(element, now, judged) {
  const age = now - Number(element.dataset.last);
  const late = judged && isLate(age, Number(element.dataset.cadence));
  const cell = element.querySelector('.age');
  const text = ageText(age) + (late && cell.dataset.late ? cell.dataset.late : '');
  if (cell.textContent !== text) cell.textContent = text;
  element.classList.toggle('late', late);
  element.classList.add('told');
  return late;
}
