// SPDX-License-Identifier: Apache-2.0
// The composer's row of text styles: one stop for Tab, arrows inside (ARIA's toolbar pattern).
import { words } from './words.js';

function link(editor) {
  if (editor.hasFormat('A')) {
    editor.removeLink();
    return;
  }
  const typed = prompt(words().link, 'https://');
  if (!typed) return;
  const url = /^(https?:|mailto:|tel:)/i.test(typed) ? typed : 'https://' + typed;
  if (URL.canParse(url)) editor.makeLink(url);
}

// tag: pressed when the cursor stands in one; on and off: what the button does.
const acts = {
  bold: { tag: 'B', on: (e) => e.bold(), off: (e) => e.removeBold() },
  italic: { tag: 'I', on: (e) => e.italic(), off: (e) => e.removeItalic() },
  list: { tag: 'UL', on: (e) => e.makeUnorderedList(), off: (e) => e.removeList() },
  numbers: { tag: 'OL', on: (e) => e.makeOrderedList(), off: (e) => e.removeList() },
  quote: { tag: 'BLOCKQUOTE', on: (e) => e.increaseQuoteLevel(), off: (e) => e.decreaseQuoteLevel() },
  code: { tag: 'CODE', on: (e) => e.toggleCode(), off: (e) => e.toggleCode() },
  link: { tag: 'A', on: link, off: link },
};

export function textTools(bar, editor) {
  const buttons = [...bar.querySelectorAll('button')];
  const isOn = (button) => editor.hasFormat(acts[button.dataset.do].tag);
  const show = () => buttons.forEach((button) => button.setAttribute('aria-pressed', String(isOn(button))));
  const stop = (at) => buttons.forEach((button) => { button.tabIndex = button === at ? 0 : -1; });
  bar.hidden = false;
  stop(buttons[0]);
  editor.addEventListener('pathChange', show);
  editor.addEventListener('select', show);
  editor.setKeyHandler('Ctrl-k', (self, event) => {
    event.preventDefault();
    link(editor);
  });
  bar.addEventListener('mousedown', (event) => event.preventDefault());
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('[data-do]');
    if (!button) return;
    acts[button.dataset.do][isOn(button) ? 'off' : 'on'](editor);
    editor.focus();
    show();
  });
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    stop(next);
    next.focus();
  });
}
