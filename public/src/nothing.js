// What the overview says when no host is like what is asked for, and the way back.

/** Keeps a line at the end of an element, to be seen only while all its hosts are hidden. To be called after useFilter. */
export function useNothing(main, query) {
  const line = document.createElement('p');
  line.className = 'empty';
  line.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Show all hosts';
  button.addEventListener('click', () => query.set({ q: '', state: '', group: '' }));
  main.append(line);
  query.watch(() => {
    const none = !main.querySelector('[data-host]:not([hidden]), .entries > li:not([hidden])');
    line.hidden = !none;
    line.replaceChildren(...(none ? ['No host is like this. ', button] : []));
  });
}
