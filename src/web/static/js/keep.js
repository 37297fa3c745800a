// SPDX-License-Identifier: Apache-2.0
// What one types survives a closed tab, a lost connection and a failed submission: it is kept
// in this browser (form[data-keep=KEY]) until it has arrived, at most 14 days. Signing out
// forgets all of it. A store that is full or forbidden is done without.
const prefix = 'kindesk:';
const oldest = 14 * 24 * 3600 * 1000;

function store(use) {
  try {
    return use();
  } catch {
    return null;
  }
}

export const readDraft = (key) => store(() => {
  const draft = JSON.parse(localStorage.getItem(prefix + key));
  return draft && Date.now() - draft.at < oldest ? draft.values : null;
});
export const writeDraft = (key, values) => store(() =>
  localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), values })));
export const forget = (key) => store(() => {
  localStorage.removeItem(prefix + key);
  sessionStorage.removeItem(prefix + 'sent:' + key);
});

// Fields that a person fills; never secrets, hidden values or files.
const kept = (form) => [...form.elements].filter((field) => field.name && field.type
  && !['hidden', 'password', 'file', 'submit', 'button', 'checkbox', 'fieldset'].includes(field.type));

function values(form) {
  const out = {};
  for (const field of kept(form))
    if (field.type === 'radio' ? field.checked : field.value) out[field.name] = field.value;
  return out;
}

// Only what stands as the server sent it is filled in; true when something was.
function restore(form, draft) {
  let changed = false;
  for (const field of kept(form)) {
    const value = draft[field.name];
    if (value === undefined) continue;
    if (field.type === 'radio') {
      if (field.value !== value || field.checked) continue;
      field.checked = true;
    } else {
      if (field.value === value || (field.value && !field.type.startsWith('select'))) continue;
      field.value = value;
    }
    changed = true;
  }
  return changed;
}

function keep(form) {
  const key = form.dataset.keep;
  const refused = document.querySelector('.summary');
  const arrived = document.querySelector('.notice:not(.notice-bad)[role="status"]');
  if (arrived && store(() => sessionStorage.getItem(prefix + 'sent:' + key))) forget(key);
  const draft = readDraft(key);
  const note = form.querySelector('[data-restored]');
  if (draft && !refused && restore(form, draft) && note) note.hidden = false;
  note?.querySelector('[data-forget]').addEventListener('click', () => {
    forget(key);
    form.reset();
    note.hidden = true;
    kept(form)[0]?.focus();
  });
  let timer;
  const write = () => {
    timer = undefined;
    writeDraft(key, values(form));
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(write, 250);
  });
  addEventListener('pagehide', () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    write();
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    write();
    store(() => sessionStorage.setItem(prefix + 'sent:' + key, '1'));
  });
}

export function keepDrafts() {
  for (const page of document.querySelectorAll('[data-forget-draft]')) forget(page.dataset.forgetDraft);
  for (const form of document.querySelectorAll('form[data-keep]:not([data-composer])')) keep(form);
  for (const form of document.querySelectorAll('form[action="/sign-out"]'))
    form.addEventListener('submit', () => store(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
    }));
}
