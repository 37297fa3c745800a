// SPDX-License-Identifier: Apache-2.0
// The plan as one writes it: saved and checked in pauses, each mistake at its line in a full
// sentence. Without script the form does the same by its button.
import { csrf, say } from './words.js';

const pause = 700; // ms without a key before it is saved
const again = 1500; // after a failure or while another text is checked
const most = 512 * 1024;

class PlanEditor {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector('textarea');
    this.lines = form.querySelector('[data-lines]');
    this.marks = form.querySelector('[data-marks]');
    this.saved = document.querySelector('[data-saved]');
    this.words = document.querySelector('[data-plan-words]').dataset;
    this.sent = this.text.value;
    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('scroll', () => this.scrolled());
    document.addEventListener('selectionchange', () => this.moved());
    form.addEventListener('click', (event) => this.clicked(event));
    form.addEventListener('submit', () => clearTimeout(this.timer));
    this.show();
  }

  // ---- Saving.
  typed() {
    this.number();
    this.place();
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), pause);
  }

  tell(word) {
    this.saved.textContent = this.words[word] ?? '';
  }

  async save() {
    if (this.busy || this.text.value === this.sent) return;
    const { value } = this.text;
    if (new Blob([value]).size > most) {
      this.tell('long');
      return;
    }
    this.busy = true;
    this.tell('saving');
    const answer = await fetch(this.form.action, {
      method: 'POST',
      headers: { 'X-CSRF-Token': csrf(), 'HX-Request': 'true' },
      body: new URLSearchParams({ text: value, version: this.form.elements.version.value, live: '1' }),
    }).catch(() => null);
    this.busy = false;
    if (answer?.ok) {
      this.sent = value;
      this.take(await answer.text());
      this.tell('saved');
      const fresh = document.querySelector('[data-none]');
      if (fresh) fresh.replaceWith(this.words.begun);
    } else if (answer?.status === 409) {
      this.stopped = true;
      this.tell('conflict');
      say(this.words.conflict);
      return;
    } else {
      this.tell('not');
    }
    if (this.text.value !== this.sent) this.timer = setTimeout(() => this.save(), answer?.ok ? pause : again);
  }

  take(html) {
    const next = new DOMParser().parseFromString(html, 'text/html').getElementById('check');
    const now = document.getElementById('check');
    const body = now.querySelector('.preview-body');
    const top = body.scrollTop;
    this.form.elements.version.value = next.dataset.version;
    const before = now.querySelector('#problems-h').textContent;
    now.replaceWith(document.adoptNode(next));
    next.querySelector('.preview-body').scrollTop = top;
    const after = next.querySelector('#problems-h').textContent;
    if (after !== before) say(after);
    this.show();
  }

  // ---- Lines and what is wrong with them.
  problems() {
    return [...document.querySelectorAll('#check .problem')].map((item) => ({
      line: Number(item.dataset.line),
      remark: item.classList.contains('problem-remark'),
      text: item.querySelector('.problem-text').textContent.trim(),
    }));
  }

  number() {
    const n = this.text.value.split('\n').length;
    while (this.lines.childElementCount > n) this.lines.lastElementChild.remove();
    if (this.lines.childElementCount < n) {
      const more = document.createDocumentFragment();
      for (let i = this.lines.childElementCount + 1; i <= n; i += 1) {
        const row = document.createElement('div');
        row.textContent = i;
        more.append(row);
      }
      this.lines.append(more);
    }
    this.scrolled();
  }

  show() {
    this.number();
    for (const row of this.lines.querySelectorAll('.is-bad, .is-remark')) row.className = '';
    this.marks.replaceChildren();
    const first = new Map();
    for (const problem of this.problems()) {
      const row = this.lines.children[problem.line - 1];
      if (row && !row.classList.contains('is-bad')) row.className = problem.remark ? 'is-remark' : 'is-bad';
      const old = first.get(problem.line);
      if (!old || (old.remark && !problem.remark)) first.set(problem.line, problem);
    }
    for (const problem of first.values()) {
      const mark = document.createElement('div');
      mark.className = problem.remark ? 'plan-mark is-remark' : 'plan-mark';
      mark.textContent = problem.text;
      mark.dataset.line = problem.line;
      this.marks.append(mark);
    }
    this.place();
  }

  // A sentence stands after the end of its line; where there is no room, under it.
  place() {
    if (!this.marks.childElementCount) return;
    const style = getComputedStyle(this.text);
    const height = parseFloat(style.lineHeight);
    const top = parseFloat(style.paddingTop);
    const left = parseFloat(style.paddingLeft);
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = style.font;
    const lines = this.text.value.split('\n');
    const wide = this.text.clientWidth;
    for (const mark of this.marks.children) {
      const line = Number(mark.dataset.line);
      mark.style.left = '0';
      const end = left + canvas.measureText(lines[line - 1] ?? '').width + 16 - this.text.scrollLeft;
      const under = end + mark.offsetWidth > wide || mark.offsetHeight > height * 1.5;
      mark.classList.toggle('is-under', under);
      mark.style.top = `${top + (line - (under ? 0 : 1)) * height - this.text.scrollTop}px`;
      mark.style.left = `${under ? left : end}px`;
    }
    this.moved();
  }

  scrolled() {
    this.lines.scrollTop = this.text.scrollTop;
    this.place();
  }

  // The line that one writes in is not covered: a sentence under the line above it steps aside.
  moved() {
    if (document.activeElement !== this.text) return;
    const line = this.text.value.slice(0, this.text.selectionStart).split('\n').length;
    for (const mark of this.marks.children) {
      const below = line - Number(mark.dataset.line);
      mark.style.visibility = mark.classList.contains('is-under') && below > 0 && below < 4 ? 'hidden' : '';
    }
  }

  clicked(event) {
    const item = event.target.closest('.problem');
    if (!item) return;
    event.preventDefault();
    const lines = this.text.value.split('\n');
    const line = Math.min(Number(item.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).reduce((n, one) => n + one.length + 1, 0);
    this.text.focus({ preventScroll: true });
    this.text.setSelectionRange(start, start + lines[line - 1].length);
    const height = parseFloat(getComputedStyle(this.text).lineHeight);
    this.text.scrollTop = Math.max(0, (line - 5) * height);
    this.text.scrollLeft = 0;
    this.form.querySelector('.plan-paper').scrollIntoView({ block: 'nearest' });
  }
}

export function planEditor() {
  const form = document.querySelector('[data-plan-form]');
  if (form) form.editor = new PlanEditor(form);
}
