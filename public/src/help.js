// The dialog that lists the keys.

export class Help {
  constructor() {
    this.dialog = null; // until it is first opened
  }

  get isOpen() {
    return this.dialog !== null && this.dialog.open;
  }

  open(bindings) {
    if (!this.dialog) this.dialog = makeDialog(bindings.filter(({ text }) => text));
    this.dialog.showModal();
  }
}

function makeDialog(bindings) {
  const dialog = make('dialog', 'help');
  const heading = make('h2', '', 'Keys');
  heading.id = 'keys';
  dialog.setAttribute('aria-labelledby', heading.id);
  const list = make('dl');
  for (const { shown, text } of bindings) {
    const row = make('div');
    const keys = make('dt');
    keys.append(...shown.split(' ').map((key) => make('kbd', '', key)));
    row.append(keys, make('dd', '', text));
    list.append(row);
  }
  const close = make('button', '', 'Close');
  close.type = 'button';
  close.addEventListener('click', () => dialog.close());
  dialog.append(heading, list, close);
  document.body.append(dialog);
  return dialog;
}

function make(name, className = '', text = '') {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
