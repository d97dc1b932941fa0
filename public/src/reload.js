// Reloads the page when a newer one was rendered, or offers to while the reader is using the page, and shows a notice when
// psmonitor has stopped rendering. All follow from stamp.js, which every run writes. It is loaded by a script element,
// because file:// allows nothing else.
import { ageText } from './age.js';
import { fullTime } from './clock.js';
import { make, makeButton } from './element.js';

const minute = 60 * 1000;
const minCadence = 5 * minute; // pages may be rendered less often than a host is sampled

/** Reports whether there was a run that the page does not include, and new samples are due. */
export function isDue({ first, stamp, due }, now) {
  return stamp > first && now > due;
}

/**
 * Returns the time up to which the page includes all runs. What the browser was told to reload is as new as the newest run.
 * A page that was opened may come from the browser's cache, so it is only as new as its file: lastModified is
 * document.lastModified, which has whole seconds. Both times are of the machine that renders; the viewer's clock does not
 * matter. A page is therefore loaded again at most once when it is opened.
 */
export function includesRunsUntil(stamp, lastModified, isReload) {
  const written = Date.parse(lastModified) + 999; // the end of that second
  return isReload || !(written < stamp) ? stamp : written;
}

/** Reports whether the last run is older than three cadences. */
export function hasStopped(stamp, cadence, now) {
  return now - stamp > 3 * Math.max(cadence, minCadence);
}

/**
 * Checks now, every minute while the page is visible, and whenever it becomes visible. onNewer is called when there is a
 * newer page that is not loaded because the reader is using this one.
 */
export function initReload(onNewer) {
  const hosts = Array.from(document.querySelectorAll('[data-last]'), ({ dataset }) => [Number(dataset.last), Number(dataset.cadence)]);
  const due = Math.min(Infinity, ...hosts.map(([last, cadence]) => last + cadence));
  const page = { first: 0, stamp: 0, due: Number.isFinite(due) ? due : 0 };
  const use = watchUse();
  const cadence = hosts.length ? Math.min(...hosts.map((host) => host[1])) : 0;
  const notice = make('p', { class: 'stopped', role: 'status', hidden: '' });
  document.body.append(notice);
  let offered = false;
  const offer = () => {
    if (offered) return;
    offered = true;
    document.body.append(make('p', { class: 'newer', role: 'status' }, 'Newer values', makeButton('Show', () => location.reload())));
    onNewer();
  };

  const loadStamp = () => {
    if (document.visibilityState === 'visible') load('stamp.js', check);
  };
  const check = () => {
    page.stamp = Number(globalThis.psmonitorStamp) || 0;
    page.first = page.first || includesRunsUntil(page.stamp, document.lastModified, navigationType() === 'reload');
    const now = Date.now();
    if (isDue(page, now)) isBusy(use, now) ? offer() : location.reload(); // the browser keeps scroll and address
    notice.hidden = !hasStopped(page.stamp, cadence, now);
    if (!notice.hidden) notice.textContent = stoppedText(page.stamp, now);
  };
  loadStamp();
  setInterval(loadStamp, minute);
  document.addEventListener('visibilitychange', loadStamp);
}

/** Returns how the browser came to the page: "navigate", "reload" or "back_forward". */
export function navigationType() {
  const [entry] = performance.getEntriesByType('navigation');
  return entry ? entry.type : 'navigate';
}

/** Loads a script of the site's folder, which works from file:// too, and calls done. Without the file nothing happens. */
export function load(name, done) {
  const script = make('script', { src: `${document.body.dataset.root}${name}?${Date.now()}` });
  script.onload = () => {
    script.remove();
    done();
  };
  script.onerror = () => script.remove();
  document.head.append(script);
}

// Returns what isBusy needs to know of the reader: whether the newest pointer is a finger, and when a key was last pressed.
function watchUse() {
  const use = { touched: false, typed: 0 };
  document.addEventListener('pointerover', ({ pointerType }) => (use.touched = pointerType === 'touch'));
  for (const type of ['keydown', 'input', 'focusin']) document.addEventListener(type, () => (use.typed = Date.now()));
  return use;
}

// Reports whether the reader is using the page. It must not be reloaded then. A field in which nothing was typed for a
// minute is not in use: what it contains is in the address.
function isBusy({ touched, typed }, now) {
  const { activeElement } = document;
  const inField = activeElement && activeElement.closest('input, select');
  return Boolean(
    document.querySelector('.chart:focus') ||
      (!touched && document.querySelector('.chart:hover')) || // after a touch the chart still matches :hover
      (inField && now - typed < minute) ||
      !getSelection().isCollapsed,
  );
}

function stoppedText(stamp, now) {
  return `psmonitor has not rendered since ${fullTime(stamp)}, ${ageText(now - stamp)}. This page is as old as that.`;
}
