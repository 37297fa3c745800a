// SPDX-License-Identifier: Apache-2.0
// The server's events (GET /events?queue=1 or ?ticket=N, server-sent):
//   ticket    {"ticket": 1038}    this ticket, which one may see, has changed
//   presence  {"ticket": 1038}    somebody began or stopped to look or to write
// They say no more, so that nobody hears what they may not see: it is asked for.
// The browser connects again by itself; then `again` is called, as something may have been
// missed in between.
export function live(query, { ticket, presence, again }) {
  const source = new EventSource('/events' + query);
  let opened = false;
  source.addEventListener('open', () => {
    if (opened) again();
    opened = true;
  });
  const hear = (name, use) => use && source.addEventListener(name, (event) => use(JSON.parse(event.data)));
  hear('ticket', ticket);
  hear('presence', presence);
  addEventListener('pagehide', () => source.close());
}

// Calls at most once in `ms`, the last time surely.
export function calm(ms, call) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      call();
    }, ms);
  };
}

export async function json(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

// A fragment of ours as a document, or null when it does not come.
export async function fragment(address) {
  const answer = await fetch(address, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok) return null;
  const text = await answer.text();
  return { text, page: new DOMParser().parseFromString(text, 'text/html') };
}
