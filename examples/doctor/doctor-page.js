// SPDX-License-Identifier: MIT
// A page around one call, doctor(): a form for the options, the report as a list, the lines to add by software. The form
// can be filled by the address: ?jid=...&websocket_url=...&bosh_service_url=...&host_meta_url=...&guests=1

const form = document.getElementById('patient');
const state = document.getElementById('state');
const given = new URLSearchParams(location.search);
const SIGN_IN_MS = 20000;

for (const name of ['jid', 'websocket_url', 'bosh_service_url']) form.elements[name].value = given.get(name) ?? '';
form.elements.guests.checked = given.get('guests') === '1';

function confab() {
  return new Promise((done) => {
    if (window.Confab?.create) done(window.Confab);
    else document.querySelector('script[src$="confab.js"]').addEventListener('load', () => done(window.Confab), { once: true });
  });
}

const options = (fields) => ({
  view_mode: 'overlayed', launcher: { visible: false }, lazy: 'click', auto_reconnect: false, window: { remember_open: false },
  jid: fields.jid, authentication: fields.guests ? 'anonymous' : 'login', websocket_url: fields.websocket_url || null, bosh_service_url: fields.bosh_service_url || null,
});

/** Signs in and says how it went. */
function signIn(chat, fields) {
  return new Promise((done) => {
    setTimeout(() => done('Signing in took too long.'), SIGN_IN_MS);
    chat.once('connected', () => done(''));
    chat.once('authfail', () => done('The server did not take this address and password.'));
    chat.once('error', (error) => done(`${error.message} ${error.hint ?? ''}`));
    (fields.guests ? chat.connect() : chat.login({ jid: fields.jid, password: fields.password })).catch((error) => done(error.message));
  });
}

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

const SIGNS = { good: ['✓', 'works'], error: ['✕', 'does not work'], warning: ['!', 'could be better'], info: ['·', 'nice to have'] };

function showCheck(check) {
  const kind = check.ok ? 'good' : check.level;
  const row = element('li', '', kind);
  row.dataset.id = check.id;
  row.dataset.ok = check.ok;
  const [sign, word] = SIGNS[kind];
  const mark = element('b', sign);
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', word);
  row.append(mark, element('span', check.message), element('code', check.id));
  return row;
}

function showFixes(checks) {
  const box = document.getElementById('fixes');
  box.replaceChildren();
  for (const [key, name] of [['prosody', 'Prosody'], ['ejabberd', 'ejabberd'], ['nginx', 'nginx']]) {
    const texts = [...new Set(checks.map((c) => c.fix?.[key]).filter(Boolean))];
    if (!texts.length) continue;
    box.append(element('h3', name), ...texts.map((text) => {
      const lines = element('pre', text);
      lines.dataset.server = key;
      lines.tabIndex = 0;
      return lines;
    }));
  }
  document.getElementById('lines').hidden = !box.firstChild;
}

function show(report) {
  const wrong = report.checks.filter((c) => !c.ok && c.level !== 'info').length;
  document.getElementById('verdict').textContent = !report.ok ? 'The chat does not work like this.'
    : wrong ? 'The chat works; something could be better.' : 'Everything looked at works.';
  document.getElementById('checks').replaceChildren(...report.checks.map(showCheck));
  showFixes(report.checks);
  document.querySelector('#raw pre').textContent = JSON.stringify(report, null, 2);
  for (const id of ['report', 'raw']) document.getElementById(id).hidden = false;
}

async function examine(fields) {
  const { create } = await confab();
  const chat = await create(options(fields));
  try {
    let trouble = '';
    if (fields.password || fields.guests) {
      state.textContent = 'Signing in…';
      trouble = await signIn(chat, fields);
    }
    state.textContent = 'Examining…';
    show(await chat.doctor(given.has('host_meta_url') ? { host_meta_url: given.get('host_meta_url') } : {}));
    state.textContent = trouble;
  } finally {
    await chat.destroy();
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  const fields = Object.fromEntries(['jid', 'password', 'websocket_url', 'bosh_service_url'].map((name) => [name, form.elements[name].value.trim()]));
  fields.guests = form.elements.guests.checked;
  button.disabled = true;
  try {
    await examine(fields);
  } catch (error) {
    state.textContent = `${error.message} ${error.hint ?? ''}`;
  } finally {
    button.disabled = false;
  }
});
