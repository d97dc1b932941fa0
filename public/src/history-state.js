// Keeps what a reader has changed on a page in the browser's history, so that it survives reloading the page and coming
// back to it.

/** Returns what was saved under the name, or {}. */
export function loadState(name) {
  const kept = (history.state || {})[name];
  return kept && typeof kept === 'object' ? kept : {};
}

/** Saves a plain object under the name. */
export function saveState(name, value) {
  history.replaceState({ ...history.state, [name]: value }, '');
}
