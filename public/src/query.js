// What a reader has chosen on the overview or a compare page, kept in the address: words, state, group, the order, what the map
// shows, and the scale.

const names = ['q', 'state', 'group', 'sort', 'map', 'scale'];

/** Parses "#q=web&state=silent&sort=-cpu". Missing parts are "". */
export function parseQuery(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(names.map((name) => [name, given.get(name) || '']));
}

/** Formats a query for the address. It is "" when the query is empty. */
export function formatQuery(query) {
  const kept = new URLSearchParams();
  for (const name of names) if (query[name]) kept.set(name, query[name]);
  const text = kept.toString();
  return text && `#${text}`;
}

export class Query {
  constructor() {
    this.watchers = [];
    this.now = parseQuery(location.hash);
    addEventListener('hashchange', () => {
      this.now = parseQuery(location.hash);
      this.notify();
    });
  }

  /** Calls the callback now and after every change. */
  watch(callback) {
    this.watchers.push(callback);
    callback(this.now);
  }

  set(changes) {
    this.now = { ...this.now, ...changes };
    history.replaceState(history.state, '', formatQuery(this.now) || location.pathname + location.search);
    this.notify();
  }

  notify() {
    for (const callback of this.watchers) callback(this.now);
  }
}
