// The keys of a page: one listener, and one list, from which the help is made too.
import { Help } from './help.js';

/**
 * Makes keys work. A binding is {keys, shown, text, run, typing}: the keys as event.key has them, how the help shows them and
 * what it says of them, and what is done. run gets the event and returns false if the key is not its own now: then the next
 * binding with that key gets it, and at last the browser. Bindings without text are not in the help. No key works while its
 * reader types, unless typing is true, and none while a dialog is open.
 */
export function initKeys(bindings) {
  const help = new Help();
  const all = bindings.concat({ keys: ['?'], shown: '?', text: 'show these keys', run: () => help.open(all) });
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.isOpen) return;
    const typing = isTyping(event.target);
    for (const binding of all) {
      if (!binding.keys.includes(event.key) || (typing && !binding.typing)) continue;
      if (binding.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  });
}

function isTyping(element) {
  return /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
}
