// SPDX-License-Identifier: Apache-2.0
// Plain text to the composer's HTML and back, with lists and quotes as people write them.
export function fromPlain(text) {
  const box = document.createElement('div');
  for (const part of text.split(/\n{2,}/)) {
    const p = document.createElement('p');
    part.split('\n').forEach((line, i) => p.append(...(i ? [document.createElement('br'), line] : [line])));
    box.append(p);
  }
  return box.innerHTML;
}

const blocks = /^(P|DIV|LI|BLOCKQUOTE|PRE|UL|OL|H[1-6])$/;

function walk(node, lead, out) {
  if (node.nodeType === Node.TEXT_NODE) {
    out.push(node.data.replaceAll('\u200b', '').replace(/\s+/g, ' '));
    return;
  }
  const name = node.nodeName;
  if (name === 'BR') out.push('\n' + lead);
  if (name === 'IMG') out.push(`[${node.alt}]`);
  const inner = name === 'BLOCKQUOTE' ? lead + '> ' : lead;
  if (blocks.test(name) && out.length) out.push('\n' + inner);
  if (name === 'LI') {
    const list = node.parentElement;
    out.push(list.nodeName === 'OL' ? `${[...list.children].indexOf(node) + 1}. ` : '- ');
  }
  for (const child of node.childNodes) walk(child, inner, out);
  if (name === 'A' && node.href !== node.textContent) out.push(` <${node.href}>`);
  if (name === 'P' && !node.closest('li')) out.push('\n' + lead);
}

export function toPlain(root) {
  const out = [];
  for (const child of root.childNodes) walk(child, '', out);
  return out.join('').replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}
