// SPDX-License-Identifier: MIT
// A static file server on loopback for examples, tests and benchmarks: right MIME types, brotli, caching as a real
// site would set it, pages made up by tests, and rules that break things on purpose. Not for the open network.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';

const TYPES = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8', json: 'application/json', wasm: 'application/wasm', svg: 'image/svg+xml',
  png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', ico: 'image/x-icon', woff2: 'font/woff2',
  ts: 'text/plain; charset=utf-8', txt: 'text/plain; charset=utf-8', map: 'application/json', mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
};
const COMPRESSIBLE = new Set(['html', 'js', 'mjs', 'css', 'json', 'wasm', 'svg', 'ts', 'txt', 'map']);
const HASHED = /\.[0-9a-f]{8,}\.[a-z0-9]+$/;   // content-hashed names may be cached for ever

/**
 * Serves folders under URL prefixes; the longest prefix wins.
 * @param {object} options
 * @param {number} [options.port] 0 picks a free one
 * @param {Record<string, string>} options.mounts URL prefix (with slashes around) -> folder
 * @param {Record<string, string>} [options.replace] texts to replace in html and json files
 * @param {string} [options.index] where "/" leads
 * @param {string} [options.cache] folder that keeps compressed files between runs
 */
export async function serve({ port = 0, mounts, replace = {}, index = '', cache = '' }) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const pages = new Map();
  const memory = new Map();
  let rules = [];
  const requests = [];

  const server = http.createServer(async (request, response) => {
    const url = decodeURIComponent(request.url.split('?')[0]);
    const entry = { url, time: performance.now(), status: 0, bytes: 0 };
    requests.push(entry);
    const answer = (status, headers, body = '') => {
      entry.status = status;
      entry.bytes = body.length;
      response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const rule = rules.find((r) => r.match.test(url));
    if (rule?.delay) await new Promise((done) => setTimeout(done, rule.delay));
    if (rule?.status) return answer(rule.status, rule.headers ?? { 'Content-Type': 'text/plain' }, rule.body ?? '');
    if (pages.has(url)) {
      const page = pages.get(url);
      return answer(200, { 'Content-Type': TYPES.html, 'Cache-Control': 'no-store', ...page.headers }, page.html);
    }
    if (url === '/' && index) return answer(302, { Location: index });
    if (url === '/favicon.ico') return answer(204, {});
    const found = locate(url);
    if (!found) return answer(404, { 'Content-Type': 'text/plain' }, 'Not found\n');
    if (found.redirect) return answer(301, { Location: found.redirect });
    const encoding = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && COMPRESSIBLE.has(found.ext) ? 'br' : '';
    const { body, etag } = load(found, encoding);
    const headers = {
      'Content-Type': TYPES[found.ext] ?? 'application/octet-stream', ETag: etag, Vary: 'Accept-Encoding',
      'Cache-Control': HASHED.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(encoding ? { 'Content-Encoding': encoding } : {}), ...folderHeaders(found), ...rule?.headers,
    };
    if (request.headers['if-none-match'] === etag) {
      entry.status = 304;
      response.writeHead(304, headers);
      return response.end();
    }
    answer(200, headers, body);
  });

  function locate(url) {
    const prefix = prefixes.find((p) => url.startsWith(p));
    if (!prefix) return null;
    const root = path.resolve(mounts[prefix]);
    let file = path.join(root, url.slice(prefix.length));
    if (file !== root && !file.startsWith(root + path.sep)) return null;
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      if (!url.endsWith('/')) return { redirect: url + '/' };
      file = path.join(file, 'index.html');
    }
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
    return { file, ext: path.extname(file).slice(1) };
  }

  function load({ file, ext }, encoding) {
    const key = `${file}|${fs.statSync(file).mtimeMs}|${encoding}`;
    if (!memory.has(key)) memory.set(key, read(file, ext, encoding));
    return memory.get(key);
  }

  function read(file, ext, encoding) {
    let body = fs.readFileSync(file);
    if (ext === 'html' || ext === 'json') {
      let text = body.toString();
      for (const [from, to] of Object.entries(replace)) text = text.replaceAll(from, to);
      body = Buffer.from(text);
    }
    const hash = createHash('sha256').update(body).digest('hex');
    if (encoding) body = fs.existsSync(`${file}.br`) ? fs.readFileSync(`${file}.br`) : brotli(body, hash);
    return { body, etag: `"${hash.slice(0, 16)}${encoding}"` };
  }

  function brotli(body, hash) {
    const kept = cache && path.join(cache, `${hash}.br`);
    if (kept && fs.existsSync(kept)) return fs.readFileSync(kept);
    const small = zlib.brotliCompressSync(body, { params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: cache ? 11 : 5, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      [zlib.constants.BROTLI_PARAM_LGWIN]: 24 } });
    if (kept) {
      fs.mkdirSync(cache, { recursive: true });
      fs.writeFileSync(kept, small);
    }
    return small;
  }

  // A folder may hold headers.json: the headers its pages want from their server, such as a strict CSP.
  function folderHeaders({ file, ext }) {
    if (ext !== 'html') return {};
    const list = path.join(path.dirname(file), 'headers.json');
    if (!fs.existsSync(list)) return {};
    let text = fs.readFileSync(list, 'utf8');
    for (const [from, to] of Object.entries(replace)) text = text.replaceAll(from, to);
    return JSON.parse(text);
  }

  await new Promise((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  return {
    port: server.address().port,
    origin: `http://localhost:${server.address().port}`,
    requests,
    /** Puts a page of HTML at a URL path. */
    page(url, html, headers = {}) { pages.set(url, { html, headers }); },
    /** Makes URLs that match misbehave: {status, body, headers, delay (ms)}. Returns the undo. */
    rule(match, what) {
      const rule = { match, ...what };
      rules.push(rule);
      return () => { rules = rules.filter((r) => r !== rule); };
    },
    close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}
