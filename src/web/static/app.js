// SPDX-License-Identifier: Apache-2.0
// What every page gets. Each module finds its own elements; without script all of it works in
// plain forms.
import { enterPresses, focusErrors, guardForms, menus, sendNow } from './js/forms.js';
import { keepDrafts } from './js/keep.js';
import { uploads } from './js/uploads.js';
import { printing } from './js/print.js';
import { tickTimes } from './js/times.js';

document.documentElement.classList.add('js');
menus();
uploads();
keepDrafts();
guardForms();
enterPresses();
focusErrors();
tickTimes();
sendNow();
printing();
