// SPDX-License-Identifier: Apache-2.0
// Documents: a button that prints.
export function printing() {
  for (const button of document.querySelectorAll('[data-print]'))
    button.addEventListener('click', () => window.print());
}
