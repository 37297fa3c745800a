// SPDX-License-Identifier: Apache-2.0
// One ticket: new messages are put in as they arrive and are announced, others who look or
// write are named, a reply may be taken back for some seconds, and the newest is in sight.
import { calm, fragment, json, live } from './live.js';
import { csrf, fill, say, words } from './words.js';

class Ticket {
  constructor(box) {
    this.box = box;
    this.number = box.dataset.ticket;
    this.entries = box.querySelector('[data-entries]');
    this.writing = false;
    const arrived = calm(600, () => {
      this.fetch();
      this.renew();
    });
    const others = calm(300, () => this.look());
    const mine = (use) => (event) => String(event.ticket) === this.number && use(event);
    live('?ticket=' + this.number, {
      ticket: mine(arrived),
      presence: mine(others),
      again: () => {
        arrived();
        others();
        this.here();
      },
    });
    this.here();
    setInterval(() => document.hidden || this.here(), 25000);
    addEventListener('pagehide', () => this.here({ gone: '1' }));
    box.addEventListener('input', (event) => event.target.closest('.prop-form')?.classList.add('is-changed'));
    const undo = box.querySelector('[data-undo-left]');
    if (undo) countDown(undo);
    this.newest();
  }

  newest() {
    const last = this.entries.lastElementChild;
    if (location.hash || document.querySelector('[data-focus]') || !last) return;
    if (last.getBoundingClientRect().bottom > innerHeight) scrollTo({ top: document.body.scrollHeight });
  }

  here(more) {
    navigator.sendBeacon(`/t/${this.number}/presence`,
      new URLSearchParams({
        csrf: csrf(), writing: this.writing ? '1' : '0', seen: this.box.dataset.seen, ...more,
      }));
  }

  write(on) {
    if (this.writing === on) return;
    this.writing = on;
    this.here();
  }

  async look() {
    const people = await json(`/t/${this.number}/presence`);
    if (people) this.present(people);
  }

  present(people) {
    const w = words();
    this.box.querySelector('[data-presence]').replaceChildren(...people.map(({ name, initials, writing }) => {
      const one = document.createElement('span');
      const avatar = document.createElement('span');
      one.className = writing ? 'present present-writes' : 'present';
      avatar.className = 'avatar';
      avatar.ariaHidden = 'true';
      avatar.textContent = initials;
      one.append(avatar, fill(writing ? w.writes : w.looks, name));
      return one;
    }));
  }

  // State, promises and properties as they are now, unless somebody is at work on them.
  async renew() {
    const got = await fragment(`/t/${this.number}`);
    for (const part of ['.ticket-top', '.props']) {
      const old = this.box.querySelector(part);
      const now = got?.page.querySelector(part);
      if (!now || old.matches(':focus-within, :hover') || old.querySelector('.is-changed, details[open]')) continue;
      old.replaceWith(document.importNode(now, true));
    }
  }

  // What came after the newest that this page shows, and the replies that wait to go out. Once somebody types, the composer's "seen"
  // stays as it is: the server then asks before it sends past something that they may not have
  // read.
  async fetch() {
    const got = await fragment(`/t/${this.number}/messages?after=${this.box.dataset.seen}`);
    const list = got?.page.querySelector('[data-fragment]');
    if (!list) return;
    const bottom = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    const fresh = [...list.children].filter((entry) => !entry.id || !document.getElementById(entry.id));
    for (const pending of this.entries.querySelectorAll('[data-pending]')) pending.remove();
    this.entries.append(...fresh.map((entry) => document.importNode(entry, true)));
    this.box.dataset.seen = list.dataset.seen;
    if (fresh.some((entry) => entry.dataset.message)) say(words().arrived);
    if (!fresh.length) return;
    if (bottom) scrollTo({ top: document.body.scrollHeight });
    if (this.typed) return;
    for (const input of this.box.querySelectorAll('[data-seen-input]')) input.value = list.dataset.seen;
  }
}

function countDown(bar) {
  const end = Date.now() + Number(bar.dataset.undoLeft) * 1000;
  const text = bar.querySelector('[data-undo-text]');
  const progress = bar.querySelector('progress');
  text.removeAttribute('role');
  say(text.textContent);
  const timer = setInterval(() => {
    const left = (end - Date.now()) / 1000;
    if (left > 0) {
      progress.value = left;
      text.textContent = fill(words().undo, Math.ceil(left));
      return;
    }
    clearInterval(timer);
    bar.querySelector('button').remove();
    progress.remove();
    text.textContent = words().gone;
    say(words().gone);
    setTimeout(() => bar.remove(), 4000);
  }, 250);
}

export function ticket() {
  const box = document.querySelector('[data-ticket]');
  if (box) box.ticket = new Ticket(box);
}
