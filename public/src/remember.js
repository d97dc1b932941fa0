// What a reader has changed on a page, kept in the browser's history: it outlasts a reload, and with it the page's
// renewal, and is there again when the reader comes back to the page.

/** What was remembered under a name; {} for nothing. */
export function recall(name) {
  const kept = (history.state || {})[name];
  return kept && typeof kept === 'object' ? kept : {};
}

/** Remembers a plain object under a name. */
export function remember(name, value) {
  history.replaceState({ ...history.state, [name]: value }, '');
}
