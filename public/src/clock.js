// Formats times in the viewer's zone.

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const sixDays = 6.5 * 24 * 60 * 60 * 1000; // between midnights, with half a day for daylight saving time
export const tenMinutes = 10 * 60 * 1000; // axes of shorter ranges show seconds
const two = (n) => String(n).padStart(2, '0');

/** "02:50", or with seconds "02:50:07". */
export function timeOfDay(ms, seconds = false) {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].slice(0, seconds ? 3 : 2).map(two).join(':');
}

/** "Sun 22". If the day is more than six days from now "22 Nov", and in another year "22 Nov 2025". */
export function day(ms, now = Date.now()) {
  const date = new Date(ms);
  if (Math.abs(startOfDay(ms) - startOfDay(now)) < sixDays) return `${days[date.getDay()]} ${date.getDate()}`;
  const year = date.getFullYear();
  return `${date.getDate()} ${months[date.getMonth()]}${year === new Date(now).getFullYear() ? '' : ` ${year}`}`;
}

/** "Nov", of a January "Jan 2027". */
export function month(ms) {
  const date = new Date(ms);
  return months[date.getMonth()] + (date.getMonth() === 0 ? ` ${date.getFullYear()}` : '');
}

const startOfDay = (ms) => new Date(ms).setHours(0, 0, 0, 0);

/** "2026-11-22". */
export function dateOf(ms) {
  const date = new Date(ms);
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}

/** "Sun 2026-11-22 02:50". */
export function fullTime(ms) {
  return `${days[new Date(ms).getDay()]} ${dateOf(ms)} ${timeOfDay(ms)}`;
}

/**
 * The time of a sample: "Sun 2026-11-22 02:50", of an hour "Sun 2026-11-22 02:00–03:00", of a day, which is UTC, "Sun 2026-11-22 UTC".
 */
export function sampleTime(ms, { open, cadence }) {
  if (!open) return fullTime(ms);
  if (cadence < 24 * 60 * 60 * 1000) return `${fullTime(ms)}–${timeOfDay(ms + cadence)}`;
  const date = new Date(ms);
  return `${days[date.getUTCDay()]} ${date.toISOString().slice(0, 10)} UTC`;
}

/** "02:50" today, otherwise "Sun 22 02:50" or, farther from now, "22 Nov 02:50". */
export function shortTime(ms, now) {
  const clock = timeOfDay(ms);
  return new Date(ms).toDateString() === new Date(now).toDateString() ? clock : `${day(ms, now)} ${clock}`;
}

/** "Mon 23 07:50 – 19:00", or over two days "Mon 23 07:50 – Tue 24 19:00". A short range has seconds. */
export function rangeText([from, to], now = Date.now()) {
  const seconds = to - from < tenMinutes;
  const end = startOfDay(from) === startOfDay(to) ? '' : `${day(to, now)} `;
  return `${day(from, now)} ${timeOfDay(from, seconds)} – ${end}${timeOfDay(to, seconds)}`;
}

/** Reports whether the time is midnight. */
export function isMidnight(ms) {
  const date = new Date(ms);
  return date.getHours() + date.getMinutes() + date.getSeconds() === 0;
}

/** Reports whether the viewer's zone equals UTC at that time. */
export function isUTC(ms) {
  return new Date(ms).getTimezoneOffset() === 0;
}

let zoneName = ''; // cached, because asking for it is slow

/** The zone's name and its UTC offset at that time: "Europe/Berlin, UTC+1". */
export function zone(ms) {
  const name = (zoneName = zoneName || Intl.DateTimeFormat().resolvedOptions().timeZone || 'local time');
  const minutes = -new Date(ms).getTimezoneOffset();
  if (minutes === 0) return name === 'UTC' ? name : `${name}, UTC+0`;
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `${name}, UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${two(rest)}` : ''}`;
}
