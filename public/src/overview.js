// The overview, a large fleet's chapters, and the pages that compare: ages by the viewer's clock, finding and sorting
// hosts.
import { keepAges, nameZone } from './age.js';
import { useFilter } from './filter.js';
import { useNothing } from './nothing.js';
import { Query } from './query.js';
import { keepFresh } from './renew.js';
import { useSorting } from './sort.js';
import { useTitles } from './title.js';

const { title } = document;
const heading = document.querySelector('.lates');
keepAges(tellLate);
nameZone();
const rows = Array.from(document.querySelectorAll('[data-host]'));
const entries = Array.from(document.querySelectorAll('.entries > li'));
const table = document.querySelector('.hosts');
const form = document.querySelector('.find');
const query = new Query();
if (table) useSorting(table, rows, query); // first: it says which block a row is in
if (form) {
  useFilter(form, rows.concat(entries), query);
  useNothing(document.querySelector('main'), query);
}
useTitles();
keepFresh();
document.documentElement.dataset.ready = '1';

// What the heading says of all hosts is as old as the page: those that were not silent then, and are late now, are
// told beside it.
function tellLate(late) {
  const since = late.filter((cell) => cell.parentNode.dataset.silent === undefined).length;
  if (heading) heading.textContent = since ? `${since} ${since === 1 ? 'has' : 'have'} since become late` : '';
  document.title = since ? `${since} late, ${title}` : title;
}
