// SPDX-License-Identifier: Apache-2.0
// preview.mjs PREVIEWS PICTURES [NAME...]: pictures of the previewed pages at 360 and 1440 px,
// light and dark; [NAME...] are pages ("queue"), all of them when none is given.
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browser, serve } from './browser.mjs';

const [dir, out, ...names] = process.argv.slice(2);
const pages = names.length ? names
  : readdirSync(dir).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));
const sizes = (process.env.SIZES ?? '360,1440').split(',').map(Number);
const themes = (process.env.THEMES ?? 'light,dark').split(',');
mkdirSync(out, { recursive: true });
const server = await serve(resolve(dir));
const chrome = await browser();
for (const colorScheme of themes)
  for (const width of sizes) {
    const page = await chrome.newPage({
      colorScheme, viewport: { width, height: width < 600 ? 780 : 900 }, hasTouch: width < 600,
    });
    page.on('console', (m) => m.type() === 'error' && !m.text().includes('404') && console.log(m.text()));
    page.on('pageerror', (e) => console.log(String(e)));
    for (const name of pages) {
      await page.goto(`${server.url}/${name}.html`, { waitUntil: 'load' });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log(`${name} at ${width}: ${wide} px too wide`);
      await page.screenshot({
        path: join(out, `${name}-${width}-${colorScheme}.png`),
        fullPage: process.env.FULL !== '0',
      });
    }
    await page.close();
  }
await chrome.close();
server.close();
