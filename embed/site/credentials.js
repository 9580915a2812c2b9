// SPDX-License-Identifier: MIT
// Who the visitor is, from the site's own server: credentials_url, token_url, prebind_url. Fetches when
// the core asks, keeps a token until shortly before its end, and says in words what was wrong. Decides
// nothing about the session; src/app/site_login.h does.

import { SiteError, askSite } from './ask.js';

const LONGEST = 65536;      // characters of an answer
const AGAIN_MS = 30000;     // after a refresh that failed
const SOURCES = { login: 'credentials_url', token: 'token_url', prebind: 'prebind_url' };

const isText = (value) => typeof value === 'string' && value.length > 0 && value.length < LONGEST;

/** Seconds until a JSON web token ends, by its own word; null when it says nothing. */
export function endOfToken(token, now) {
  try {
    const body = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const { exp } = JSON.parse(atob(body));
    return Number.isFinite(exp) ? exp - now / 1000 : null;
  } catch {
    return null;
  }
}

/** What came, cut down to what the core takes. @throws {SiteError} */
export function readAnswer(authentication, value) {
  const bad = (what) => { throw new SiteError('bad', `the answer ${what}`); };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) bad('is not a JSON object');
  const { jid, password, token, expires_in: life, sid, rid } = value;
  if (jid !== undefined && jid !== null && !isText(jid)) bad('has a jid that is not a text');
  const who = isText(jid) ? { jid } : {};
  if (authentication === 'token') {
    if (!isText(token) || !/^[\x21-\x7e]+$/.test(token)) bad('has no usable token');
    if (life !== undefined && life !== null && !(Number(life) > 0)) bad('has an expires_in that is not a number of seconds');
    return { ...who, token, life: life ? Number(life) : null };
  }
  if (!who.jid) bad('has no jid');
  if (authentication === 'prebind') {
    if (!isText(sid) || !/^\d{1,16}$/.test(String(rid))) bad('has no sid and rid');
    return { jid, sid, rid: String(rid) };
  }
  if (!isText(password)) bad('has no password');
  return { jid, password };
}

export class Credentials {
  #authentication; #option; #url; #margin; #env; #kept = null; #refreshAt = 0; #timer = 0; #running = null; #stop = new AbortController();

  /**
   * @param {object} options strict
   * @param {AbortSignal} signal ends with the widget
   * @param {{fetch?: typeof fetch, now?: () => number, base?: string}} [env] for tests
   */
  constructor(options, signal, env = {}) {
    this.#authentication = options.authentication;
    this.#option = SOURCES[options.authentication];
    this.#url = this.#option && options[this.#option];
    this.#margin = Math.max(0, options.token_refresh_margin_s);
    this.#env = { fetch: (...args) => fetch(...args), now: () => Date.now(), base: globalThis.document?.baseURI, ...env };
    signal?.addEventListener('abort', () => this.forget());
  }

  /**
   * @param {boolean} again what was given last is of no use any more
   * @returns {Promise<object>} {jid, password}, {jid?, token}, {jid, sid, rid}, or {code, text}
   */
  async get(again) {
    if (again) this.#kept = null;
    if (this.#kept && (!this.#refreshAt || this.#env.now() < this.#refreshAt)) return this.#kept;
    try {
      return await this.#refresh();
    } catch (error) {
      console.error(`Confab: ${error.message}`);
      return { code: `credentials-${error.kind ?? 'unreachable'}`, text: error.message };
    }
  }

  /** Nobody is signed in any more. */
  forget() {
    this.#stop.abort();
    this.#stop = new AbortController();
    clearTimeout(this.#timer);
    this.#kept = this.#running = null;
  }

  // One request at a time: who asks meanwhile gets the same answer.
  #refresh() {
    const mine = this.#running ??= this.#fetch(this.#stop.signal).finally(() => { if (this.#running === mine) this.#running = null; });
    return mine;
  }

  async #fetch(stopped) {
    const { life, ...answer } = readAnswer(this.#authentication, await this.#ask(stopped));
    if (stopped.aborted) throw new SiteError('unreachable', 'nobody asks any more');
    clearTimeout(this.#timer);
    this.#kept = this.#authentication === 'prebind' ? null : answer;  // a session is attached to once
    this.#refreshAt = 0;
    const seconds = answer.token ? life ?? endOfToken(answer.token, this.#env.now()) : null;
    if (seconds === null) return answer;
    // A token that lives no longer than the margin is renewed at half its life, not in a circle.
    const wait = 1000 * (seconds > 2 * this.#margin ? seconds - this.#margin : Math.max(seconds / 2, 1));
    this.#refreshAt = this.#env.now() + wait;
    this.#later(wait);
    return answer;
  }

  // The session that is open goes on without; so a failure is told when a login needs the token.
  #later(ms) {
    this.#timer = setTimeout(() => {
      this.#refresh().catch((error) => { if (error.kind === 'unreachable') this.#later(AGAIN_MS); });
    }, Math.min(ms, 2 ** 31 - 1));
  }

  #ask(stopped) { return askSite(this.#option, this.#url, LONGEST, stopped, this.#env); }
}
