// The dialog that lists the keys.
import { make, makeButton } from './element.js';

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
  const rows = bindings.map(({ shown, text }) => {
    const keys = shown.split(' ').map((key) => make('kbd', {}, key));
    return make('div', {}, make('dt', {}, ...keys), make('dd', {}, text));
  });
  const close = makeButton('Close', () => dialog.close());
  const dialog = make('dialog', { class: 'help', 'aria-labelledby': 'keys' }, make('h2', { id: 'keys' }, 'Keys'), make('dl', {}, ...rows), close);
  document.body.append(dialog);
  return dialog;
}
