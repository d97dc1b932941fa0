// Leads from a host's page to the hosts in trouble before and after it. They are in trouble.js, which each run writes for all
// pages: psmonitorTrouble has, the worst first, each host's folder, state, and name if that is another.
import { make } from './element.js';
import { load } from './reload.js';

const most = 500; // hosts that trouble.js has at most

/** The bindings for initKeys. */
export const neighbourKeys = [
  { keys: ['n'], shown: 'n', text: 'the next host in trouble', run: () => follow('next') },
  { keys: ['p'], shown: 'p', text: 'the host in trouble before', run: () => follow('prev') },
];

/** Returns the neighbours of a host in the list, {at, prev, next}: at is -1 for a host that is well, before which is none. */
export function neighboursOf(list, folder) {
  const at = list.findIndex(([other]) => other === folder);
  return { at, prev: list[at - 1], next: list[at + 1] };
}

/** Loads trouble.js and adds the links. */
export function initNeighbours() {
  const { root } = document.body.dataset;
  load('trouble.js', () => {
    const list = globalThis.psmonitorTrouble;
    if (!Array.isArray(list) || !list.length) return;
    const folder = decodeURIComponent(location.pathname.split('/').slice(-2)[0]);
    const { at, prev, next } = neighboursOf(list, folder);
    const all = `${list.length}${list.length < most ? '' : ' or more'}`;
    const text = at < 0 ? `${all} in trouble` : `${at + 1} of ${all} in trouble`;
    for (const nav of document.querySelectorAll('.neighbours')) {
      nav.replaceChildren(link('prev', '‹', 'Before', prev, root), text, link('next', '›', 'Next', next, root));
    }
  });
}

// Returns a link to a host of the list. Without a host it takes room alone.
function link(rel, text, title, host, root) {
  if (!host) return make('a', {}, text);
  const [folder, state, name = folder] = host;
  const label = `${title} in trouble: ${name}, ${state}`;
  return make('a', { rel, href: `${root}host/${encodeURIComponent(folder)}/index.html`, title: label, 'aria-label': label }, text);
}

function follow(rel) {
  const found = document.querySelector(`.neighbours a[rel="${rel}"]`);
  if (!found) return false;
  location.assign(found.href);
  return true;
}
