// Keeps what a reader has changed on a page in the browser's history: the lines that are hidden, which survive reloading the
// page and coming back to it, and the zooms, which are entries, so that Back undoes one.

const back = '#back'; // in an entry's state: how many entries before it is the one before its last zoom; 0: none is known

let kept = without(history.state);
addEventListener('popstate', () => {
  // The entry has what was kept when it was made, or nothing after a plain link.
  if (history.state !== null || Object.keys(kept).length) replaceEntry();
});

/** Returns what was saved under the name, or {}. */
export function loadState(name) {
  const value = kept[name];
  return value && typeof value === 'object' ? value : {};
}

/** Saves a plain object under the name. */
export function saveState(name, value) {
  kept = { ...kept, [name]: value };
  replaceEntry();
}

/** Gives the current entry another address; without one, it keeps its own. */
export function replaceEntry(address) {
  write('replaceState', backSteps(), address);
}

/** Makes an entry with the address of a part of the page. */
export function pushPlace(address) {
  write('pushState', backSteps() ? backSteps() + 1 : 0, address);
}

/** Makes an entry with the address of a zoom. */
export function pushZoom(address) {
  write('pushState', 1, address);
}

/** Returns how many entries before the current one is the one before its last zoom; 0 if none is known. */
export function backSteps() {
  return (history.state || {})[back] || 0;
}

// Browsers may refuse: Safari does after a hundred changes in half a minute. What the reader sees changes nevertheless.
function write(method, steps, address) {
  try {
    history[method]({ ...kept, [back]: steps }, '', address);
  } catch {
    // the address stays as it was
  }
}

function without(state) {
  const rest = { ...state };
  delete rest[back];
  return rest;
}
