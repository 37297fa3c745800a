// SPDX-License-Identifier: Apache-2.0
// htmx 4 swaps and morphs. Our policy lets it run no code from attributes, and it brings no
// style of its own (htmx-config in layout_agent.html).
import htmx from 'htmx.org';

// Puts a fragment's text in place of the target, keeping the nodes that are the same.
export const morph = (target, text) =>
  htmx.swap({ text, target, swap: 'outerMorph', sourceElement: target, request: {}, response: {}, hx: {} });
