// SPDX-License-Identifier: MIT
// Runs first in every test page: writes down what the page lives through (events, errors, policy violations), so that
// a case can ask afterwards. Changes nothing in the page.
window.__confab = (() => {
  const record = { events: [], violations: [], errors: [], frames: [] };
  const names = ['ready', 'destroyed', 'error', 'open', 'close', 'unread', 'connecting', 'connected', 'resumed', 'reconnecting',
    'disconnected', 'authfail', 'message', 'message:sent', 'message:delivered', 'message:displayed', 'message:failed',
    'message:corrected', 'message:retracted', 'message:reaction', 'typing', 'room:entered', 'room:left', 'room:subject',
    'occupant:join', 'occupant:leave', 'invite', 'contact:request', 'contact:suggestion', 'contact:presence', 'sync', 'login', 'logout'];
  const plain = (value) => { try { return JSON.parse(JSON.stringify(value ?? null)); } catch { return String(value); } };
  for (const name of names) {
    document.addEventListener(`confab:${name}`, (event) => {
      record.events.push({ name, detail: plain(event.detail), time: performance.now() });
    });
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    record.violations.push({ directive: event.violatedDirective, uri: event.blockedURI, sample: event.sample, line: event.lineNumber,
      source: event.sourceFile });
  });
  window.addEventListener('error', (event) => record.errors.push(String(event.message)));
  window.addEventListener('unhandledrejection', (event) => record.errors.push(`rejection: ${event.reason?.stack ?? event.reason}`));
  /** Whether the browser's store has a message of that text. */
  record.keeps = async (body) => {
    const [{ name } = {}] = await indexedDB.databases();
    if (!name) return false;
    const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
    const all = await new Promise((done) => { db.transaction('records').objectStore('records').getAll().onsuccess = (e) => done(e.target.result); });
    db.close();
    return all.some((text) => text.includes(`"${body}"`));
  };
  /** What this page and its origin keep, and which locks are held and waited for. */
  record.kept = async () => {
    const sizes = (area) => Object.fromEntries(Object.keys(area).map((key) => [key, area[key].length]));
    const locks = await navigator.locks?.query();
    const names = (list) => list?.map(({ name, clientId }) => `${name} ${clientId}`);
    const databases = {};
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
      databases[name] = !db.objectStoreNames.length ? 'no stores'
        : await new Promise((done) => { db.transaction('records').objectStore('records').getAllKeys().onsuccess = (e) => done(e.target.result); });
      db.close();
    }
    return { local: sizes(localStorage), session: sizes(sessionStorage), held: names(locks?.held), pending: names(locks?.pending), databases };
  };
  return record;
})();
