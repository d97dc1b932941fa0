// Shows a message when no host matches the filter, with a button that clears the filter.

/** Appends the message to main. It is visible only while all hosts in main are hidden. Call it after initFilter. */
export function initNoMatch(main, query) {
  const line = document.createElement('p');
  line.className = 'empty';
  line.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Show all hosts';
  button.addEventListener('click', () => query.set({ q: '', state: '', group: '' }));
  main.append(line);
  query.watch(() => {
    const none = !main.querySelector('[data-host]:not([hidden]), .entries > li:not([hidden]), .multiple:not([hidden])');
    line.hidden = !none;
    line.replaceChildren(...(none ? ['No host matches. ', button] : []));
  });
}
