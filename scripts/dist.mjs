// SPDX-License-Identifier: MIT
// Usage: node scripts/dist.mjs [build/wasm-release]
// Assembles dist/, what a site hosts, from embed/ and a finished WebAssembly build: minifies, names
// files by content, writes SRI hashes, licences and brotli twins. Compiles no C++.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { schema } from '../embed/src/schema.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const from = resolve(root, process.argv[2] ?? 'build/wasm-release');
const final = join(root, 'dist');
const out = join(root, 'build', `dist.new.${process.pid}`); // swapped in at the end: dist/ is never half written
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Older ones have no WebGL 2, or not all of WebAssembly that the core is made of; what they know needs no helpers.
const target = ['chrome91', 'firefox90', 'safari15'];

const hash = (data) => createHash('sha256').update(data).digest('hex').slice(0, 12);
const put = (name, data) => {
  mkdirSync(dirname(join(out, name)), { recursive: true });
  writeFileSync(join(out, name), data);
};

// Twice more over what emcc left, taking in functions of up to five bytes of work, which a call does not beat: that takes
// two percent. Addresses below 1024 are nobody's. Not --ignore-implicit-traps: it lets a read that was guarded come before
// its guard. Without Binaryen's tool (an emsdk keeps it elsewhere) the file is good as it is.
function squeeze(path) {
  const smaller = join(from, 'confab-core.small.wasm');
  const features = ['bulk-memory', 'sign-ext', 'nontrapping-float-to-int', 'mutable-globals'];
  const run = spawnSync('wasm-opt', ['-Oz', '-Oz', '--low-memory-unused', '--always-inline-max-function-size=5', ...features.map((f) => `--enable-${f}`), path, '-o', smaller]);
  return readFileSync(run.status === 0 ? smaller : path);
}

// The glue mentions the wasm file once, as a fallback; let even that be the hashed name.
async function core() {
  const release = from.endsWith('release');
  const wasm = release ? squeeze(join(from, 'confab-core.wasm')) : readFileSync(join(from, 'confab-core.wasm'));
  const wasmName = `confab-core.${hash(wasm)}.wasm`;
  const glue = readFileSync(join(from, 'confab-core.js'), 'utf8').replaceAll('confab-core.wasm', wasmName);
  const small = await minify(glue, {
    module: true, ecma: 2020, compress: { passes: 2 }, format: { comments: false },
  });
  const jsName = `confab-core.${hash(small.code)}.js`;
  put(wasmName, wasm);
  put(jsName, small.code);
  return { jsName, wasmName };
}

// locale/<tag>.json -> dist/locale/<tag>.<hash>.json; the loader gets the table of names.
function locales() {
  const dir = join(root, 'locale');
  const names = {};
  for (const file of existsSync(dir) ? readdirSync(dir).sort() : []) {
    if (!file.endsWith('.json')) continue;
    const text = JSON.stringify(JSON.parse(readFileSync(join(dir, file), 'utf8')));
    const tag = file.slice(0, -'.json'.length);
    names[tag] = `locale/${tag}.${hash(text)}.json`;
    put(names[tag], text);
  }
  return names;
}

// The loader is on every page of a site: the option table goes into it without its prose, which
// dist/schema.json has.
const withoutProse = {
  name: 'without-prose',
  setup: ({ onLoad }) => onLoad({ filter: /options_table\.js$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace(/, '(?:[^'\\]|\\.)*'\],$/gm, '],'),
  })),
};

// What is fetched only when it is called for: a module of its own.
async function part(name, entry) {
  const { outputFiles: [{ contents }] } = await build({
    entryPoints: [join(root, entry)],
    bundle: true, minify: true, write: false, format: 'esm', target, charset: 'utf8', legalComments: 'none', logLevel: 'warning',
  });
  const file = `${name}.${hash(contents)}.js`;
  put(file, contents);
  return file;
}

async function loader({ jsName, wasmName }, localeNames) {
  await build({
    entryPoints: [join(root, 'embed/src/index.js')],
    outfile: join(out, 'confab.js'),
    bundle: true, minify: true, format: 'iife', target, charset: 'utf8', legalComments: 'none',
    banner: { js: `/*! Confab ${version} | MIT | licences of its parts: THIRD-PARTY-NOTICES.txt */` },
    define: {
      __CORE_JS__: JSON.stringify(jsName),
      __CORE_WASM__: JSON.stringify(wasmName),
      __DOCTOR_JS__: JSON.stringify(await part('doctor', 'embed/doctor/index.js')),
      __SITE_JS__: JSON.stringify(await part('site', 'embed/site/index.js')),
      __LOCALES__: JSON.stringify(localeNames),
      __VERSION__: JSON.stringify(version),
    },
    plugins: [withoutProse],
    logLevel: 'warning',
  });
  // What esbuild leaves, terser still finds a few hundred bytes in.
  const small = await minify(readFileSync(join(out, 'confab.js'), 'utf8'), {
    ecma: 2022, toplevel: true, compress: { passes: 2 }, format: { comments: /^!/ },
  });
  put('confab.js', small.code);
  put('schema.json', JSON.stringify(schema()));
}

function notices() {
  const parts = JSON.parse(readFileSync(join(from, 'third-party.json'), 'utf8'));
  const texts = [];
  for (const { name, files } of parts) {
    const found = files.filter((file) => existsSync(file));
    if (!found.length) throw new Error(`no licence text of ${name}: looked for ${files.join(', ')}`);
    texts.push(`==== ${name} ====\n\n${found.map((f) => readFileSync(f, 'utf8').trim()).join('\n\n----\n\n')}\n`);
  }
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  put('THIRD-PARTY-NOTICES.txt', `==== Confab ====\n\n${own}\n${texts.join('\n')}`);
}

function* filesBelow(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function integrityAndBrotli() {
  const integrity = {};
  for (const path of [...filesBelow(out)].sort()) {
    const data = readFileSync(path);
    integrity[relative(out, path)] = `sha384-${createHash('sha384').update(data).digest('base64')}`;
    if (!/\.(js|wasm|json|txt)$/.test(path)) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(data, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 22,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
      },
    }));
  }
  put('integrity.json', `${JSON.stringify(integrity, null, 2)}\n`);
}

for (const file of ['confab-core.js', 'confab-core.wasm']) {
  if (!existsSync(join(from, file))) {
    console.error(`dist: ${relative(root, from)}/${file} is missing; run scripts/build web`);
    process.exit(1);
  }
}
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await loader(await core(), locales());
const types = join(root, 'embed/types/confab.d.ts');
if (existsSync(types)) cpSync(types, join(out, 'confab.d.ts'));
notices();
integrityAndBrotli();
rmSync(final, { recursive: true, force: true });
renameSync(out, final);
console.log(`dist: ${[...filesBelow(final)].length} files`);
