// Shows the next page when there is one, and says so when psmonitor no longer renders. stamp.js, which every run
// writes, tells both; it is asked by a script element, since nothing else may be loaded from file://.
import { ageText } from './age.js';
import { fullTime } from './clock.js';

const minute = 60 * 1000;
const leastCadence = 5 * minute; // a host may be sampled more often than pages are made

/** Whether a page that was loaded when `first` was the newest run may now be a newer one. */
export function isDue({ first, stamp, due }, now) {
  return stamp > first && now > due;
}

/** Whether the last run is so old that there should have been others. */
export function hasStopped(stamp, cadence, now) {
  return now - stamp > 3 * Math.max(cadence, leastCadence);
}

/** Asks now, each minute while the page is visible, and whenever it becomes so. */
export function keepFresh() {
  const { root } = document.body.dataset;
  const hosts = Array.from(document.querySelectorAll('[data-last]'), ({ dataset }) => [Number(dataset.last), Number(dataset.cadence)]);
  const due = Math.min(Infinity, ...hosts.map(([last, cadence]) => last + cadence));
  const page = { first: 0, stamp: 0, due: Number.isFinite(due) ? due : 0, touched: false };
  const cadence = hosts.length ? Math.min(...hosts.map((host) => host[1])) : 0;
  const notice = makeNotice();

  const ask = () => {
    if (document.visibilityState === 'visible') load(`${root}stamp.js?${Date.now()}`, look);
  };
  const look = () => {
    page.stamp = Number(globalThis.psmonitorStamp) || 0;
    page.first = page.first || page.stamp;
    const now = Date.now();
    if (isDue(page, now) && !isBusy(page.touched)) location.reload(); // the browser keeps scroll and address
    tell(notice, page.stamp, hasStopped(page.stamp, cadence, now), now);
  };
  document.addEventListener('pointerover', ({ pointerType }) => (page.touched = pointerType === 'touch'));
  ask();
  setInterval(ask, minute);
  document.addEventListener('visibilitychange', ask);
}

function load(address, done) {
  const script = document.createElement('script');
  script.onload = () => {
    script.remove();
    done();
  };
  script.onerror = () => script.remove();
  script.src = address;
  document.head.append(script);
}

// Whoever reads, marks or types must not have the page pulled from under them.
function isBusy(touched) {
  const { activeElement } = document;
  return Boolean(
    document.querySelector('.chart:focus') ||
      (!touched && document.querySelector('.chart:hover')) || // a finger that is gone seems to hover
      (activeElement && activeElement.closest('input, select')) ||
      !getSelection().isCollapsed,
  );
}

function makeNotice() {
  const notice = document.createElement('p');
  notice.className = 'stopped';
  notice.setAttribute('role', 'status');
  notice.hidden = true;
  document.body.append(notice);
  return notice;
}

function tell(notice, stamp, stopped, now) {
  notice.hidden = !stopped;
  if (stopped) notice.textContent = `psmonitor has not rendered since ${fullTime(stamp)}, ${ageText(now - stamp)}. What you see is as old as that.`;
}
