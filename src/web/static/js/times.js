// SPDX-License-Identifier: Apache-2.0
// "in 35 min" and "5 min ago" stay true while the page is open.
import { fill, words } from './words.js';

// As src/text/say.c rounds.
function duration(minutes, w) {
  const hours = Math.floor((minutes + 30) / 60);
  if (minutes < 60) return fill(w.minutes, minutes);
  if (hours < 48) return fill(w.hours, hours);
  return fill(w.days, Math.floor((minutes + 720) / 1440));
}

function untilText(left, w) {
  if (left > 0) return fill(w.in, duration(Math.ceil(left / 60000), w));
  return left > -60000 ? w.now : fill(w.late, duration(Math.floor(-left / 60000), w));
}

function refresh(now) {
  const w = words();
  for (const time of document.querySelectorAll('[data-until] time')) {
    const left = Date.parse(time.dateTime) - now;
    time.textContent = untilText(left, w);
    const chip = left <= 0 && time.closest('.due-later, .due-soon');
    if (chip) chip.className = 'due due-late';
  }
  for (const time of document.querySelectorAll('[data-ago] time')) {
    const past = now - Date.parse(time.dateTime);
    time.textContent = past < 60000 ? w.justNow : fill(w.ago, duration(Math.floor(past / 60000), w));
  }
}

export function tickTimes() {
  if (!words().minutes) return;
  const tick = () => document.hidden || refresh(Date.now());
  setInterval(tick, 30000);
  document.addEventListener('visibilitychange', tick);
}
