// SPDX-License-Identifier: Apache-2.0
// Serves a directory of previews as Kindesk would (same Content-Security-Policy), and starts
// Debian's Chromium.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; " +
  "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export async function serve(dir) {
  const server = createServer((request, response) => {
    const path = join(dir, normalize(decodeURIComponent(request.url.split('?')[0])));
    if (request.url.startsWith('/files/')) {
      response.writeHead(200, { 'Content-Type': 'image/svg+xml' });
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400">' +
        '<rect width="640" height="400" fill="#506070"/><path d="M0 400 300 120 380 250 640 30" ' +
        'stroke="#dde" fill="none" stroke-width="3"/></svg>');
      return;
    }
    if (!path.startsWith(dir) || !existsSync(path) || !types[extname(path)]) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(path)],
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function browser() {
  return chromium.launch({
    executablePath: process.env.KINDESK_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}
