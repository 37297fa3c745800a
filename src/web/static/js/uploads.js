// SPDX-License-Identifier: Apache-2.0
// Files go up as soon as they are chosen, dropped or pasted (POST /uploads with "csrf" and
// "files", answered by {id, name, size}); the form then carries their ids in "upload".
import { csrf, fill, say } from './words.js';

function sizeText(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(3, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

function answerOf(request) {
  try {
    const answer = JSON.parse(request.responseText);
    return request.status < 300 ? answer : { detail: answer.detail };
  } catch {
    return null;
  }
}

class Uploads {
  constructor(box) {
    this.box = box;
    this.form = box.closest('form');
    this.list = box.querySelector('[data-list]');
    this.problem = box.querySelector('[data-problem]');
    this.input = box.querySelector('input[type="file"]');
    this.going = 0;
    this.input.addEventListener('change', () => {
      this.add([...this.input.files]);
      this.input.value = '';
    });
    this.list.addEventListener('click', (event) => {
      const item = event.target.closest('[data-remove]')?.closest('.upload');
      if (item) this.remove(item);
    });
    if (!this.form) return;
    this.form.addEventListener('submit', (event) => this.hold(event), true);
    this.form.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.target.closest('[contenteditable="true"]')) return;
      event.preventDefault();
      this.add(files);
    });
    this.drop();
  }

  drop() {
    const over = (on) => this.form.classList.toggle('is-dropping', on);
    this.form.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      over(true);
    });
    this.form.addEventListener('dragleave', (event) => {
      if (!this.form.contains(event.relatedTarget)) over(false);
    });
    this.form.addEventListener('drop', (event) => {
      over(false);
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
  }

  // Sends each; gives {id, name} of what arrived, in order, null for what did not.
  add(files) {
    this.tell('');
    const { maxBytes, maxN, tooLarge, tooMany } = this.box.dataset;
    return Promise.all(files.map((file) => {
      if (Number(maxN) && this.list.children.length >= Number(maxN)) return this.tell(tooMany);
      if (Number(maxBytes) && file.size > Number(maxBytes)) return this.tell(fill(tooLarge, file.name));
      return this.send(file);
    }));
  }

  send(file) {
    const item = this.box.querySelector('[data-item]').content.firstElementChild.cloneNode(true);
    const bar = item.querySelector('progress');
    const request = new XMLHttpRequest();
    item.querySelector('[data-name]').textContent = file.name;
    item.querySelector('[data-size]').textContent = sizeText(file.size);
    item.request = request;
    this.list.append(item);
    this.going += 1;
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
    });
    const data = new FormData();
    data.append('csrf', csrf());
    data.append('files', file, file.name);
    return new Promise((done) => {
      request.addEventListener('loadend', () => done(this.sent(request, item, file)));
      request.open('POST', '/uploads');
      request.setRequestHeader('Accept', 'application/json');
      request.send(data);
    });
  }

  sent(request, item, file) {
    const answer = answerOf(request);
    const check = item.querySelector('input');
    this.going -= 1;
    item.querySelector('progress').remove();
    if (answer?.id) {
      check.value = answer.id;
      check.disabled = false;
      say(fill(this.box.dataset.done, file.name));
    } else {
      item.remove();
      if (!item.removed) this.tell(answer?.detail || fill(this.box.dataset.failed, file.name));
    }
    if (!this.going && this.waiting) this.form.requestSubmit(this.waiting.submitter);
    return answer?.id ? { id: answer.id, name: file.name } : null;
  }

  remove(item) {
    item.removed = true;
    item.request?.abort();
    item.remove();
    this.input.focus();
  }

  tell(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
    return null;
  }

  // A form that is sent while files are on their way goes when they are there.
  hold(event) {
    if (!this.going) {
      this.waiting = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = { submitter: event.submitter };
    event.submitter?.setAttribute('aria-busy', 'true');
  }
}

export function uploads() {
  for (const box of document.querySelectorAll('[data-uploads]')) box.uploads = new Uploads(box);
}
