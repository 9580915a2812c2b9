// SPDX-License-Identifier: MIT
// The text table: every row is painted by the canvas and, once the twin is made visible, by the browser's own layout.
// The two pictures must agree, whatever the script.
import fs from 'node:fs';
import path from 'node:path';
import { decodePng } from '../harness/png.mjs';
import { ROOT } from '../harness/world.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

export const TABLE = {
  kerning: 'AVA To fi office',
  arabic: 'السعر 1,250 ريال لجهاز Model X اليوم',
  hebrew: 'הפגישה תתחיל בשעה 12:30 ליד הנמל.',
  hindi: 'क्षत्रिय विद्यार्थी ने हिन्दी में पत्र लिखा',
  thai: 'ที่นี่มีน้ำแข็งและขนมปังอร่อย',
  chinese: '会议改到下午三点，请大家准时参加。',
  japanese: '了解しました。明日の朝九時に伺います。',
  korean: '안녕하세요, 회의는 세 시에 시작합니다.',
  emoji: 'family 👩‍👩‍👧‍👦 flag 🇺🇳 skin 👍🏽 keycap 3️⃣ heart ❤️',
  combining: 'Zu\u0308rich man\u0303ana Vie\u0323\u0302t Nam a\u0301\u0328 q\u0307\u0323',
  'zero width': 'zero\u200bwidth\u200cjoin\u200der\u2060word\ufeff end',
  'bidi controls': 'abc \u202egnp.exe\u202c def \u200fghi\u200e \u2067jkl!\u2069 mno',
  mixed: 'see قائمة الطعام and תפריט (page 7)',
  'long word': 'Wordwithoutanend'.repeat(625),   // 10,000 characters
};

// What a wrong layout looks like: style sheets that make the twin differ from the canvas as a painter's mistake would.
const MISTAKES = {
  kerning: 'font-kerning: none',
  arabic: 'font-feature-settings: "init" 0, "medi" 0, "fina" 0',
  hebrew: 'direction: ltr; unicode-bidi: isolate-override',
  hindi: 'font-feature-settings: "akhn" 0, "half" 0, "cjct" 0',
  thai: 'position: relative; left: 2px',
  chinese: 'position: relative; top: 2px',
  emoji: 'font-family: "Noto Sans"; font-variant-emoji: text; word-spacing: 3px',
  'bidi controls': 'direction: rtl; unicode-bidi: isolate-override',
};

// A message's ink: true where a pixel is far from the bubble's colour.
function ink(picture) {
  const corner = picture.at(1, 1);
  const mask = new Uint8Array(picture.width * picture.height);
  for (let i = 0; i < mask.length; i++) {
    const d = Math.abs(picture.data[i * 4] - corner[0]) + Math.abs(picture.data[i * 4 + 1] - corner[1]) + Math.abs(picture.data[i * 4 + 2] - corner[2]);
    mask[i] = d > 120 ? 1 : 0;
  }
  return mask;
}

// The share of a's ink that has ink of b within the radius.
function covered(a, b, width, height, radius) {
  let total = 0, hit = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!a[y * width + x]) continue;
      total++;
      search: for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const [u, v] = [x + dx, y + dy];
          if (u >= 0 && v >= 0 && u < width && v < height && b[v * width + u]) { hit++; break search; }
        }
      }
    }
  }
  return { total, share: total ? hit / total : 0 };
}

const MAKE_VISIBLE = `canvas { visibility: hidden !important; }
  [part~=body], [part~=body] * { color: #14171c !important; -webkit-text-fill-color: #14171c !important; opacity: 1 !important; visibility: visible !important; }
  [role=log], [role=log] * { opacity: 1 !important; }`;

// Ink may lie RADIUS CSS px away, and this share of it must be there: room for other antialiasing, not for other glyphs.
const RADIUS = 1;
const SHARE = 0.95;

const style = (page, css) => page.eval(async (css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = document.querySelector('confab-chat').shadowRoot;
  window.__sheets ??= root.adoptedStyleSheets;
  root.adoptedStyleSheets = [...window.__sheets, sheet];
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}, css);

// The part of a message's body that is in view, as a rectangle of the page.
const place = (page, id) => page.eval((id) => {
  const root = document.querySelector('confab-chat').shadowRoot;
  const body = [...root.querySelectorAll('[role=article]')].find((a) => a.dataset.id === id).querySelector('[part~=body]');
  const range = document.createRange();
  range.selectNodeContents(body);
  const [text, log] = [range.getBoundingClientRect(), root.querySelector('[role=log]').getBoundingClientRect()];
  const top = Math.max(Math.floor(text.top), Math.ceil(log.top) + 1);
  return { x: Math.floor(text.left) - 3, y: top, width: Math.ceil(text.width) + 6, height: Math.min(Math.ceil(text.bottom), Math.floor(log.bottom)) - top };
}, id);

// The picture once it stops changing: late line runs and fades are done.
async function settled(page, clip) {
  let last = await page.screenshot(clip);
  return until(async () => {
    const next = await page.screenshot(clip);
    const same = last.equals(next);
    last = next;
    return same && next;
  }, 'the picture to settle', 15);
}

function agreement(canvas, twin, dpr) {
  const [a, b] = [decodePng(canvas), decodePng(twin)];
  const [inkA, inkB] = [ink(a), ink(b)];
  const radius = RADIUS * dpr;
  const [there, back] = [covered(inkA, inkB, a.width, a.height, radius), covered(inkB, inkA, a.width, a.height, radius)];
  return { there, back, share: there.total < 30 ? 0 : Math.min(there.share, back.share) };
}

const percent = (share) => `${(share * 100).toFixed(1)} %`;

async function openRoom(t, how) {
  const room = t.room('text');
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  const page = await t.open({ ...t.guest(room, 'Visitor'), color_scheme: 'light' }, { width: 900, height: 700, ...how });
  await page.widget().wait('textarea[name=message]');
  return { room, peer, page, widget: page.widget() };
}

async function show(widget, peer, room, name) {
  const norm = (s) => s.replace(/[\s\u200b\u2060\ufeff]/g, '');
  peer.say(room, TABLE[name]);
  const { id } = await until(async () => (await widget.messages()).find((m) => norm(m.body) === norm(TABLE[name])), `the row ${name}`);
  await until(() => widget.page.eval(() => {   // a new message is scrolled into view
    const log = document.querySelector('confab-chat').shadowRoot.querySelector('[role=log]');
    return log.scrollTop + log.clientHeight >= log.scrollHeight - 2;
  }), 'the log to be at its end');
  return id;
}

async function compare(t, how) {
  const { room, peer, page, widget } = await openRoom(t, how);
  const failures = [];
  const kept = path.join(ROOT, 'build/browser/text');
  fs.mkdirSync(kept, { recursive: true });
  for (const name of Object.keys(TABLE)) {
    const id = await show(widget, peer, room, name);
    await style(page, '');
    let clip = await place(page, id);
    await settled(page, clip);
    clip = await place(page, id);
    const canvas = await settled(page, clip);
    await style(page, MAKE_VISIBLE);
    const twin = await settled(page, clip);
    const file = path.join(kept, `${t.browser.name}-${name.replace(/ /g, '-')}${how.dpr ? `@${how.dpr}x` : ''}`);
    fs.writeFileSync(`${file}.canvas.png`, canvas);
    fs.writeFileSync(`${file}.twin.png`, twin);
    const { there, back, share } = agreement(canvas, twin, how.dpr ?? 1);

    if (process.env.CONFAB_TEXT_SHARES) console.log(`     ${name}: ${percent(share)}`);
    if (share < SHARE) {
      failures.push(`${name}: ${percent(there.share)} of the canvas's ink (${there.total} px) is in the twin, ${percent(back.share)} of the twin's (${back.total} px) on the canvas`);
    }
  }
  assert.deepEqual(failures, [], failures.join('\n'));
}

export const tests = {
  async 'canvas and browser agree on every row'(t) { await compare(t, {}); },
  async 'canvas and browser agree at two pixels a point'(t) { await compare(t, { dpr: 2 }); },
  async 'the comparison sees unjoined, reversed, unkerned and moved text'(t) {
    const { room, peer, page, widget } = await openRoom(t, {});
    const missed = [];
    for (const [name, css] of Object.entries(MISTAKES)) {
      const id = await show(widget, peer, room, name);
      await style(page, '');
      let clip = await place(page, id);
      await settled(page, clip);
      clip = await place(page, id);
      const canvas = await settled(page, clip);
      const wrong = css.split(';').map((rule) => `${rule} !important`).join(';');
      await style(page, `${MAKE_VISIBLE} [part~=body] * { ${wrong}; }`);
      const { share } = agreement(canvas, await settled(page, clip), 1);
      if (process.env.CONFAB_TEXT_SHARES) console.log(`     mistake ${name}: ${percent(share)}`);
      if (share >= SHARE) missed.push(`${name} with ${css}: ${percent(share)}`);
    }
    assert.deepEqual(missed, []);
  },
  async 'a right-to-left override in one message does not leak into the next'(t) {
    const room = t.room('bidi');
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait('textarea[name=message]');
    peer.say(room, 'never closed \u202e gnihtemos');
    peer.say(room, 'plain after');
    const after = await widget.waitMessage('plain after');
    const direction = await page.eval((id) => {
      const article = [...document.querySelector('confab-chat').shadowRoot.querySelectorAll('[role=article]')].find((a) => a.dataset.id === id);
      const body = article.querySelector('[part~=body]');
      const range = document.createRange();
      const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
      const first = walker.nextNode();
      range.setStart(first, 0); range.setEnd(first, 1);
      const a = range.getBoundingClientRect().x;
      range.setStart(first, 4); range.setEnd(first, 5);
      return range.getBoundingClientRect().x > a ? 'ltr' : 'rtl';
    }, after.id);
    assert.equal(direction, 'ltr');
  },
};
