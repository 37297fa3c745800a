// SPDX-License-Identifier: Apache-2.0
// A ticket by telephone: whoever calls is found as one types (GET /people/find?q=), by arrows
// and Enter; Ctrl Enter opens the ticket.
import { fragment } from './live.js';

class Finder {
  constructor(form) {
    this.form = form;
    this.input = form.elements.name;
    this.email = form.elements.email;
    this.chosen = form.querySelector('[data-requester]');
    this.list = document.getElementById('found');
    this.input.addEventListener('input', () => {
      this.chosen.value = '';
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), 120);
    });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
    this.list.addEventListener('mousedown', (event) => {
      const one = event.target.closest('[role="option"]');
      event.preventDefault();
      if (one) this.take(one);
    });
    this.email.addEventListener('input', () => { this.chosen.value = ''; });
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }

  async find() {
    const q = this.input.value.trim();
    const got = q.length > 1 && await fragment('/people/find?q=' + encodeURIComponent(q));
    if (q !== this.input.value.trim()) return;
    if (!got) {
      this.close();
      return;
    }
    this.list.replaceChildren(...[...got.page.body.children].map((n) => document.importNode(n, true)));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.aim(this.options()[0]);
  }

  options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  aim(one) {
    for (const option of this.options()) option.setAttribute('aria-selected', String(option === one));
    if (one) this.input.setAttribute('aria-activedescendant', one.id);
    else this.input.removeAttribute('aria-activedescendant');
    one?.scrollIntoView({ block: 'nearest' });
  }

  key(event) {
    if (this.list.hidden) return;
    const all = this.options();
    const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      this.aim(all.at((at + step) % all.length));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && all[at]) {
      event.preventDefault();
      this.take(all[at]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    }
  }

  take(one) {
    this.input.value = one.dataset.name;
    this.email.value = one.dataset.email;
    this.chosen.value = one.dataset.id;
    this.close();
    this.form.elements.subject.focus();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.aim(null);
  }
}

export function callForm() {
  const form = document.querySelector('[data-call]');
  if (form) form.finder = new Finder(form);
}
