// SPDX-License-Identifier: Apache-2.0
// axe.mjs PREVIEWS...: every previewed page in both themes, wide and narrow, must be without axe
// findings (WCAG 2.2 A and AA, and axe's best practices), without a word from the browser's
// console (our Content-Security-Policy is in force) and without sideways scrolling. Ends with 1
// when one is not.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { browser, serve } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const fragments = new Set(['people-found']);
let faults = 0;
let looked = 0;

function fault(where, what) {
  faults += 1;
  console.log(`${where}: ${what}`);
}

async function check(page, url, where) {
  const said = [];
  const hear = (text) => /Failed to load resource|EventSource/.test(text) || said.push(text);
  page.removeAllListeners();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && hear(message.text()));
  page.on('pageerror', (error) => hear(String(error)));
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(50);
  for (const text of said) fault(where, text);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) fault(where, `${wide} px wider than the window`);
  const { violations } = await page.evaluate((only) =>
    window.axe.run(document, { runOnly: { type: 'tag', values: only } }), tags);
  for (const { id, help, nodes } of violations)
    for (const node of nodes)
      fault(where, `${id}: ${help}\n    ${node.html.slice(0, 160)}\n    ${node.any[0]?.message ?? ''}`);
  looked += 1;
}

const chrome = await browser();
for (const dir of process.argv.slice(2)) {
  const server = await serve(resolve(dir));
  const names = readdirSync(dir).filter((f) => f.endsWith('.html') && !fragments.has(f.slice(0, -5)));
  for (const colorScheme of ['light', 'dark'])
    for (const width of [360, 1440]) {
      const context = await chrome.newContext({ colorScheme, viewport: { width, height: 900 } });
      await context.addInitScript(axe);
      const page = await context.newPage();
      for (const name of names)
        await check(page, `${server.url}/${name}`, `${dir}/${name} ${colorScheme} ${width}`);
      await context.close();
    }
  server.close();
}
await chrome.close();
console.log(`${looked} pages looked at, ${faults} faults`);
process.exit(looked && !faults ? 0 : 1);
