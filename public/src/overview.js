// The script of the overview, of a large fleet's hosts pages, and of the compare pages.
import { initAges, nameZone } from './age.js';
import { initCompare } from './compare.js';
import { initDetails } from './details.js';
import { initFilter, reader } from './filter.js';
import { measureHead } from './head.js';
import { initKeys } from './keys.js';
import { initMap } from './map.js';
import { initNoMatch } from './no-match.js';
import { Query } from './query.js';
import { initReload } from './reload.js';
import { rowKeys } from './row-keys.js';
import { initRowLinks } from './row-link.js';
import { initSorting } from './sort.js';
import { initTitles } from './title.js';

const { title } = document;
const heading = document.querySelector('.lates');
const stopJudging = initAges(showLateCount);
nameZone();
const rows = Array.from(document.querySelectorAll('[data-host]'));
const entries = Array.from(document.querySelectorAll('.entries > li, .multiple'));
const table = document.querySelector('.hosts');
const form = document.querySelector('.find');
const query = new Query();
if (table) initSorting(table, rows, query); // before the filter, because it moves rows between blocks
if (form) {
  const hosts = rows.concat(entries);
  const read = reader(form, hosts);
  initFilter(form, hosts, read, query);
  initMap(document.querySelector('.map'), read, query);
  initNoMatch(document.querySelector('main'), query);
}
const multiples = document.querySelector('.multiples');
if (multiples && form) initCompare(multiples, JSON.parse(document.getElementById('scale').textContent), query);
initDetails();
initTitles();
if (table) initRowLinks(table);
measureHead();
initKeys(rowKeys());
initReload(stopJudging);
document.documentElement.dataset.ready = '1';

// The counts in the heading are as old as the page. The number of hosts that have become late since then is shown beside them.
function showLateCount(late) {
  const count = late.filter((cell) => cell.parentNode.dataset.silent === undefined).length;
  if (heading) heading.textContent = count ? `${count} ${count === 1 ? 'has' : 'have'} since become late` : '';
  document.title = count ? `${count} late, ${title}` : title;
}
