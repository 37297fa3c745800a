// SPDX-License-Identifier: Apache-2.0
// Small manners of forms: the first thing wrong gets the focus, nothing is sent twice, menus
// close when one leaves them.
export function focusErrors() {
  document.querySelector('[data-focus]')?.focus();
}

export function guardForms() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = '1';
    (event.submitter ?? form.querySelector('[type="submit"]'))?.setAttribute('aria-busy', 'true');
  });
  // Back from the next page, or after a lost connection: it may be sent again.
  addEventListener('pageshow', release);
  addEventListener('online', release);
}

// An answer that was pressed in a mail needs no second press. It is sent by script, not by
// opening the address, so that programs that only look at links in mails answer nothing.
export function sendNow() {
  document.querySelector('form[data-send-now]')?.requestSubmit();
}

// The return key presses a form's first button; in some fields another one is meant.
export function enterPresses() {
  document.addEventListener('keydown', (event) => {
    const button = event.target.dataset?.enter;
    if (event.key !== 'Enter' || event.isComposing || !button) return;
    event.preventDefault();
    document.getElementById(button).click();
  });
}

function release() {
  for (const form of document.querySelectorAll('form[data-sending]')) {
    delete form.dataset.sending;
    form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
  }
}

export function menus() {
  const open = () => document.querySelectorAll('details.menu[open]');
  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}
