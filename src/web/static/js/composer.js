// SPDX-License-Identifier: Apache-2.0
// The composer: a plain textarea becomes rich text (Squire; what is pasted passes DOMPurify),
// pictures are pasted in place, and what is typed is saved on the server as one goes.
//
// Sent: body (plain text) and body_html; a pasted picture stands in body_html as
// <img src="cid:ID">, ID being its upload's id.
import DOMPurify from 'dompurify';
import Squire from 'squire-rte';
import { forget, readDraft, writeDraft } from './keep.js';
import { fromPlain, toPlain } from './plain.js';
import { textTools } from './tools.js';
import { csrf, words } from './words.js';

const clean = {
  ALLOWED_TAGS: ['a', 'b', 'strong', 'i', 'em', 'u', 's', 'br', 'p', 'div', 'ul', 'ol', 'li',
    'blockquote', 'pre', 'code', 'img', 'span', 'h2', 'h3', 'hr'],
  ALLOWED_ATTR: ['href', 'src', 'alt', 'data-upload'],
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|blob):|\/uploads\/)/i,
  RETURN_DOM_FRAGMENT: true,
};

class Composer {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector('textarea');
    this.root = form.querySelector('[data-editor]');
    this.html = form.querySelector('[data-body-html]');
    this.state = form.querySelector('[data-draft-state]');
    this.uploads = form.querySelector('[data-uploads]').uploads;
    this.key = form.dataset.keep;
    this.edit();
    textTools(form.querySelector('[data-tools]'), this.editor);
    this.restore();
    form.addEventListener('submit', (event) => this.submit(event), true);
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener('change', () => this.later());
    const hurry = () => this.dirty && this.save();
    addEventListener('online', hurry);
    document.addEventListener('visibilitychange', () => document.hidden && hurry());
  }

  edit() {
    const initial = this.initial();
    this.area.hidden = true;
    this.root.hidden = false;
    this.html.disabled = false;
    this.editor = new Squire(this.root, {
      blockTag: 'P',
      sanitizeToDOMFragment: (html) => document.importNode(DOMPurify.sanitize(html, clean), true),
    });
    for (const key of ['Ctrl-Enter', 'Meta-Enter']) this.editor.setKeyHandler(key, () => {});
    if (initial || this.area.value) this.editor.setHTML(initial || fromPlain(this.area.value));
    this.form.querySelector('#body-label').addEventListener('click', () => this.editor.focus());
    this.editor.addEventListener('input', () => this.later());
    this.editor.addEventListener('pasteImage', (event) =>
      this.pictures([...event.detail.clipboardData.files]));
    // It grows once and stays: what one is about to press does not move away.
    this.editor.addEventListener('focus', () => this.form.classList.add('is-open'));
    this.editor.addEventListener('blur', () => this.page()?.write(false));
  }

  // The draft; its pictures wait where they were sent to.
  initial() {
    const { content } = this.form.querySelector('[data-initial]');
    for (const picture of content.querySelectorAll('img[src^="/uploads/"]'))
      picture.dataset.upload = picture.getAttribute('src').slice('/uploads/'.length);
    const box = document.createElement('div');
    box.append(content.cloneNode(true));
    return box.innerHTML.trim();
  }

  focus() {
    this.editor.focus();
    this.editor.moveCursorToEnd();
  }

  page() {
    return document.querySelector('[data-ticket]').ticket;
  }

  // Pictures go up like other files; a copy stands in the text while one writes.
  async pictures(files) {
    const list = files.filter((file) => file.type.startsWith('image/'));
    (await this.uploads.add(list)).forEach((upload, i) => {
      if (!upload) return;
      this.editor.insertImage(URL.createObjectURL(list[i]), { 'data-upload': upload.id, alt: upload.name });
    });
    this.later();
  }

  // What is sent: pictures by the id of their upload.
  content() {
    const copy = new DOMParser().parseFromString(this.editor.getHTML(), 'text/html').body;
    for (const picture of copy.querySelectorAll('img[data-upload]')) {
      picture.setAttribute('src', 'cid:' + picture.dataset.upload);
      picture.removeAttribute('data-upload');
    }
    const empty = !copy.textContent.replaceAll('\u200b', '').trim() && !copy.querySelector('img');
    return empty ? { html: '', text: '' } : { html: copy.innerHTML, text: toPlain(copy) };
  }

  submit(event) {
    const { html, text } = this.content();
    if (!html) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.focus();
      return;
    }
    this.area.value = text;
    this.html.value = html;
    clearTimeout(this.timer);
    this.dirty = false;
  }

  later() {
    const page = this.page();
    if (page) {
      page.typed = true;
      page.write(true);
    }
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 1200);
  }

  async save() {
    const { html, text } = this.content();
    this.dirty = false;
    this.state.textContent = words().saving;
    const body = new URLSearchParams({
      csrf: csrf(), body: text, body_html: html, mode: this.form.elements.mode.value,
      state: this.form.elements.state.value, version: this.form.dataset.version,
    });
    for (const upload of this.form.querySelectorAll('[name="upload"]:checked:enabled'))
      body.append('upload', upload.value);
    const answer = await fetch(this.form.dataset.draft,
      { method: 'POST', body, keepalive: html.length + text.length < 30000 }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (answer?.ok) {
      forget(this.key);
      this.form.dataset.version = said.version;
      this.state.textContent = html ? words().saved : '';
      return;
    }
    writeDraft(this.key, { html });
    this.dirty = true;
    this.state.textContent = said?.detail ?? words().notSaved;
  }

  // What could not be saved on the server the last time.
  restore() {
    const html = readDraft(this.key)?.html;
    if (!html || this.content().html) return;
    this.editor.setHTML(html);
    this.later();
  }
}

export function composer() {
  const form = document.querySelector('[data-composer]');
  if (form) form.composer = new Composer(form);
}
