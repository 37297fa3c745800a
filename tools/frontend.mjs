// SPDX-License-Identifier: Apache-2.0
// frontend.mjs OUTDIR DEPFILE: bundles src/web/static/ into app.css, agent.css, app.js and
// agent.js, and writes into DEPFILE what they were made of.
//
// Of Open Props only the tokens that our style names are sent (layer "props").
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src/web/static');
const entries = ['app.css', 'agent.css', 'app.js', 'agent.js'];

// Name to value of each Open Props token.
function openProps() {
  const path = join(root, 'node_modules/open-props/open-props.min.css');
  const tokens = new Map();
  for (const [, name, value] of readFileSync(path, 'utf8').matchAll(/(--[\w-]+):([^;{}]+)[;}]/g))
    if (!tokens.has(name)) tokens.set(name, value.trim());
  return { path, tokens };
}

// The used tokens as one rule, those that they use in turn included.
function propsFor(css, { tokens }) {
  const wanted = new Map();
  const visit = (text) => {
    for (const [, name] of text.matchAll(/var\((--[\w-]+)/g)) {
      if (wanted.has(name) || !tokens.has(name)) continue;
      wanted.set(name, tokens.get(name));
      visit(tokens.get(name));
    }
  };
  visit(css);
  const own = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map((m) => m[1]));
  for (const [, name] of css.matchAll(/var\((--[\w-]+)/g))
    if (!wanted.has(name) && !own.has(name) && !inherited.has(name))
      throw new Error(`the style uses ${name}, which neither Open Props nor tokens.css has`);
  const lines = [...wanted].sort().filter(([name]) => !own.has(name))
    .map(([name, value]) => `${name}:${value}`);
  return lines.length ? `@layer props{:root{${lines.join(';')}}}` : '';
}

// Tokens that app.css has set when agent.css comes.
const inherited = new Set();

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    absWorkingDir: root,
    logLevel: 'warning',
  });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

async function main(outdir, depfile) {
  const props = openProps();
  const inputs = new Set([relative(root, props.path), 'tools/frontend.mjs', 'package-lock.json']);
  for (const entry of entries) {
    const { text, inputs: used } = await bundle(entry);
    let out = text;
    if (entry.endsWith('.css')) {
      const layers = text.match(/^@layer [^{;]+;/)?.[0] ?? '';
      out = layers + propsFor(text, props) + text.slice(layers.length);
      for (const [, name] of out.matchAll(/(--[\w-]+)\s*:/g)) inherited.add(name);
    }
    for (const input of used) inputs.add(input);
    writeFileSync(join(outdir, entry), out);
  }
  const list = [...inputs].map((p) => join(root, p).replaceAll(' ', '\\ ')).join(' \\\n  ');
  writeFileSync(depfile, `${join(outdir, entries[0])}: ${list}\n`);
}

const [outdir, depfile] = process.argv.slice(2);
if (!outdir || !depfile) {
  console.error('usage: node tools/frontend.mjs OUTDIR DEPFILE');
  process.exit(64);
}
await main(outdir, depfile);
