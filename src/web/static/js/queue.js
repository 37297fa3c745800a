// SPDX-License-Identifier: Apache-2.0
// The queue follows what happens, but never moves under the pointer: what is new waits behind
// "3 new" until asked for, or until nothing is hovered or focused.
import { calm, fragment, live } from './live.js';
import { morph } from './swap.js';
import { fill, say, words } from './words.js';

const rowsOf = (root) => new Map([...root.querySelectorAll('.row[data-number]')]
  .map((row) => [row.dataset.number, row.dataset.v]));

function difference(now, next) {
  let n = 0;
  for (const [number, version] of next) if (now.get(number) !== version) n += 1;
  for (const number of now.keys()) if (!next.has(number)) n += 1;
  return n;
}

class Queue {
  constructor(box) {
    this.box = box;
    this.news = box.querySelector('[data-news]');
    this.text = box.querySelector('[data-news-text]');
    this.news.querySelector('button').addEventListener('click', () => this.show(true));
    const again = calm(1500, () => this.look());
    live('?queue=1', { ticket: again, again });
    document.addEventListener('htmx:after:swap', () => this.count(this.rows()));
    for (const name of ['mouseleave', 'focusout'])
      box.addEventListener(name, () => setTimeout(() => this.next && !this.busy() && this.show(), 400), true);
  }

  rows() {
    return document.getElementById('rows');
  }

  busy() {
    const rows = this.rows();
    return rows.matches(':hover') || rows.contains(document.activeElement);
  }

  async look() {
    const got = await fragment('/queue/rows' + location.search);
    if (!got) return;
    const n = difference(rowsOf(this.rows()), rowsOf(got.page));
    this.count(got.page.getElementById('rows'));
    this.next = n ? got.text : null;
    if (!n || !this.busy()) {
      this.show();
      return;
    }
    this.text.textContent = n === 1 ? words().oneNew : fill(words().manyNew, n);
    this.news.hidden = false;
    say(this.text.textContent);
  }

  count(rows) {
    this.box.querySelector('.total').textContent = rows.dataset.total;
  }

  async show(focus) {
    this.news.hidden = true;
    if (!this.next) return;
    const { next } = this;
    this.next = null;
    await morph(this.rows(), next);
    if (!focus) return;
    scrollTo({ top: 0 });
    this.rows().querySelector('.row-subject')?.focus();
  }
}

export function queue() {
  const box = document.querySelector('[data-queue]');
  if (box) box.queue = new Queue(box);
}
