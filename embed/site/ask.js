// SPDX-License-Identifier: MIT
// Asking the site's own server: with the visitor's cookies, uncached, with patience and limits, and with
// words for every way it can go wrong. Knows nothing of what is asked for.

const PATIENCE_MS = 10000;

/** What the site did not answer, or how. kind: refused (401, 403), unreachable, bad, insecure. */
export class SiteError extends Error {
  constructor(kind, text) {
    super(text);
    this.kind = kind;
  }
}

/**
 * @param {string} option whose address it is, for the words
 * @param {string} address @param {number} longest characters of an answer
 * @param {AbortSignal} stopped nobody wants to know any more
 * @param {{fetch: typeof fetch, base?: string}} env
 * @param {object} [told] posted as JSON; without it the site is only asked
 * @returns {Promise<any>} its JSON; null for 204 @throws {SiteError}
 */
export async function askSite(option, address, longest, stopped, env, told) {
  const say = (kind, what) => { throw new SiteError(kind, `${option}: ${what}.`); };
  let url;
  try { url = new URL(address, env.base); } catch { say('bad', `${address} is not an address`); }
  if (!/^https?:$/.test(url.protocol)) say('bad', `${url.href} is neither https: nor http:`);
  if (env.base?.startsWith('https:') && url.protocol === 'http:') say('insecure', `${url.href} is http:, on a page over https:`);
  const late = new AbortController();
  const end = () => late.abort();
  const timer = setTimeout(end, PATIENCE_MS);
  stopped.addEventListener('abort', end);
  const how = { credentials: 'include', cache: 'no-store', headers: { Accept: 'application/json' }, signal: late.signal };
  if (told) Object.assign(how, { method: 'POST', body: JSON.stringify(told), headers: { ...how.headers, 'Content-Type': 'application/json' } });
  try {
    const response = await env.fetch(url.href, how);
    if (response.status === 401 || response.status === 403) say('refused', `${url.href} answers ${response.status}`);
    if (!response.ok) say(response.status >= 500 || response.status === 429 ? 'unreachable' : 'bad', `${url.href} answers ${response.status}`);
    if (response.status === 204) return null;
    const text = await response.text();
    if (text.length > longest) say('bad', `${url.href} answers with ${text.length} characters`);
    try { return JSON.parse(text); } catch { return say('bad', `${url.href} does not answer with JSON`); }
  } catch (error) {
    if (error instanceof SiteError) throw error;
    return say('unreachable', late.signal.aborted ? `${url.href} does not answer within ${PATIENCE_MS / 1000} seconds`
      : `${url.href} cannot be fetched (network, CORS with credentials, connect-src or too many redirects): ${error.message}`);
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', end);
  }
}
