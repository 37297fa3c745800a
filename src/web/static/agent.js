// SPDX-License-Identifier: Apache-2.0
// What agents get besides app.js.
import { callForm } from './js/call.js';
import { composer } from './js/composer.js';
import { keys } from './js/keys.js';
import { planEditor } from './js/plan.js';
import { queue } from './js/queue.js';
import { ticket } from './js/ticket.js';

queue();
composer();
ticket();
callForm();
planEditor();
keys();
