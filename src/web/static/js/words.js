// SPDX-License-Identifier: Apache-2.0
// Texts come translated in data- attributes; "#" stands for the value.
export const fill = (text, value) => (text ?? '').replace('#', () => value);

export const words = () => document.getElementById('words')?.dataset ?? {};

// Says it to those who do not see it.
export function say(text) {
  const place = document.getElementById('say');
  if (place) place.textContent = text;
}

export const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? '';
