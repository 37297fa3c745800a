// SPDX-License-Identifier: Apache-2.0
// What agents do ten times an hour is one key; /shortcuts lists them all. Keys rest while one
// writes, and with Ctrl, Alt or Meta.
const $ = (selector) => document.querySelector(selector);
const writes = (node) => node.closest?.('input:not([type="radio"], [type="checkbox"]), textarea, select, '
  + '[contenteditable="true"]');

function press(selector) {
  const node = $(selector);
  if (!node) return false;
  node.focus();
  if (node.tagName !== 'SELECT') node.click();
  return true;
}

function step(by) {
  const rows = [...document.querySelectorAll('a.row-subject')];
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 && by < 0 ? rows.at(-1) : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  return Boolean(next);
}

function write(mode) {
  const radio = $(`[data-mode-key="${mode}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
  radio.form.composer?.focus();
  return true;
}

function go(key) {
  const link = $(`[data-go="${CSS.escape(key)}"]`);
  const address = { q: '/queue', m: '/queue?assignee=me' }[key];
  if (link) link.click();
  else if (address) location.assign(address);
  return Boolean(link || address);
}

const single = {
  '/': () => press('#find'),
  '?': () => press('[data-shortcuts]'),
  '.': () => press('[data-news]:not([hidden]) button'),
  c: () => press('[data-key="c"]'),
  j: () => step(1),
  k: () => step(-1),
  r: () => write('r'),
  n: () => write('n'),
  a: () => press('[data-key="a"]'),
  s: () => press('[data-key="s"]'),
  u: () => press('[data-key="u"]'),
  x: () => {
    const done = press('[data-key="x"]');
    $('#solution')?.focus();
    return done;
  },
};

export function keys() {
  let afterG = 0;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (writes(event.target)) event.target.blur();
      else if (!$(':popover-open, details.menu[open]')) $('[data-back]')?.click();
      return;
    }
    if (writes(event.target)) return;
    const quick = Date.now() - afterG < 1500;
    afterG = event.key === 'g' && !quick ? Date.now() : 0;
    if (afterG) return;
    const act = quick ? () => go(event.key) : Object.hasOwn(single, event.key) && single[event.key];
    if (act && act()) event.preventDefault();
  });
}
