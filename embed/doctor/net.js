// SPDX-License-Identifier: MIT
// Fetching for the doctor. A page is told nothing about why a request failed, so the same address is asked in other
// ways until the reason shows: the page's own policy, CORS, redirects, silence, or nobody there.

const MOST_BYTES = 256 * 1024;
export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
export const loopback = (host) => /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/i.test(host);

/** What the page's Content-Security-Policy refuses while the doctor looks around. */
export class Policy {
  #blocked = [];
  #note = (event) => { if (event.disposition === 'enforce') this.#blocked.push(event.blockedURI); };
  constructor() { document.addEventListener('securitypolicyviolation', this.#note); }
  /** The event may come later than the failure it explains. */
  async blocks(url) {
    await sleep(20);
    const { origin } = new URL(url);
    return this.#blocked.some((uri) => uri && (uri === origin || uri === url || url.startsWith(uri)));
  }
  end() { document.removeEventListener('securitypolicyviolation', this.#note); }
}

async function limited(response) {
  const reader = response.body?.getReader();
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST_BYTES) {
      reader.cancel().catch(() => {});
      throw new RangeError('too large');
    }
    text += decoder.decode(value, { stream: true });
  }
}

export class Net {
  constructor(timeout) {
    this.timeout = timeout;
    this.policy = new Policy();
  }
  end() { this.policy.end(); }

  async #try(url, init) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.timeout);
    try {
      const response = await fetch(url, { credentials: 'omit', cache: 'no-store', ...init, signal: stop.signal });
      const text = response.type === 'opaque' || response.type === 'opaqueredirect' ? '' : await limited(response);
      return { response, text };
    } catch (error) {
      if (error instanceof RangeError) return { why: 'too-large' };
      return { why: stop.signal.aborted ? 'timeout' : 'failed' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns {Promise<{why: ''|'status'|'timeout'|'too-large'|'csp'|'redirect'|'cors'|'mixed'|'unreachable', status?: number, text?: string, ms: number}>} */
  async get(url, init = {}) {
    const begin = performance.now();
    const ended = (result) => ({ ms: Math.round(performance.now() - begin), ...result });
    const { protocol, hostname } = new URL(url);
    if (location.protocol === 'https:' && protocol === 'http:' && !loopback(hostname)) return ended({ why: 'mixed' });
    const first = await this.#try(url, init);
    if (first.response) {
      const { status, ok } = first.response;
      return ended({ why: ok ? '' : 'status', status, text: first.text });
    }
    if (first.why !== 'failed') return ended(first);
    if (await this.policy.blocks(url)) return ended({ why: 'csp' });
    const [redirect, opaque] = await Promise.all([
      this.#try(url, { redirect: 'manual' }), this.#try(url, { mode: 'no-cors' })]);
    if (redirect.response?.type === 'opaqueredirect') return ended({ why: 'redirect' });
    if (opaque.response) return ended({ why: 'cors' });
    return ended({ why: 'unreachable' });
  }
}

/** Why a request failed, as the end of a sentence that begins with the address. */
export function reason({ why, status }, net) {
  switch (why) {
    case 'status': return `answers with HTTP status ${status}.`;
    case 'timeout': return `does not answer within ${net.timeout / 1000} seconds.`;
    case 'too-large': return 'answers with more than 256 KiB, which is not what was asked for.';
    case 'csp': return "is blocked by the Content-Security-Policy of this page: add it to connect-src.";
    case 'redirect': return 'redirects, and the browser could not follow: without end, or to a place without Access-Control-Allow-Origin.';
    case 'cors': return 'answers, but without the header Access-Control-Allow-Origin, so no page of another origin may read it.';
    case 'mixed': return 'is http:, which a page over https: may not use.';
    default: return 'cannot be reached: nobody listens, a firewall is between, or the certificate is not trusted. Open it in a tab; the browser tells which.';
  }
}
