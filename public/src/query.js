// What the overview is asked for, kept in the address: words, one state, one group, an order.

const names = ['q', 'state', 'group', 'sort'];

/** Reads "#q=web&state=silent&sort=-cpu"; what is missing is "". */
export function parseQuery(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(names.map((name) => [name, given.get(name) || '']));
}

/** The inverse; "" when nothing is asked for. */
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
      this.tell();
    });
  }

  /** Calls back now and after every change. */
  watch(callback) {
    this.watchers.push(callback);
    callback(this.now);
  }

  set(changes) {
    this.now = { ...this.now, ...changes };
    history.replaceState(history.state, '', formatQuery(this.now) || location.pathname + location.search);
    this.tell();
  }

  tell() {
    for (const callback of this.watchers) callback(this.now);
  }
}
