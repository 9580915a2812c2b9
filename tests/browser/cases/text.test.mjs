// SPDX-License-Identifier: MIT
// The text table: every row is painted by the canvas and, once the twin is made visible, by the browser's own layout.
// The two pictures must agree, whatever the script.
import fs from 'node:fs';
import path from 'node:path';
import { decodePng } from '../harness/png.mjs';
import { ROOT } from '../harness/world.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

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
  combining: 'Zürich mañana Việt Nam',
  'zero width': 'zero\u200bwidth\u200cjoin\u200der\ufeff end',
  'bidi controls': 'abc \u202egnp.exe\u202c def',
  mixed: 'see قائمة الطعام and תפריט (page 7)',
  'long word': 'W'.repeat(300),
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

async function compare(t, how) {
  const room = t.room('text');
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  const page = await t.open({ ...t.guest(room, 'Visitor'), color_scheme: 'light' }, { width: 900, height: 700, ...how });
  const widget = page.widget();
  await widget.wait('textarea[name=message]');
  const failures = [];
  const kept = path.join(ROOT, 'build/browser/text');
  fs.mkdirSync(kept, { recursive: true });
  for (const [name, text] of Object.entries(TABLE)) {
    peer.say(room, text);
    const norm = (s) => s.replace(/\s/g, '');
    const shown = await until(async () => (await widget.messages()).find((m) => norm(m.body) === norm(text)), `the row ${name}`);
    await sleep(400);
    const box = await page.eval((id) => {
      const article = [...document.querySelector('confab-chat').shadowRoot.querySelectorAll('[role=article]')].find((a) => a.dataset.id === id);
      const range = document.createRange();
      range.selectNodeContents(article.querySelector('[part~=body]'));
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    }, shown.id);
    const clip = { x: Math.floor(box.x) - 3, y: Math.max(0, Math.floor(box.y)), width: Math.ceil(box.width) + 6, height: Math.ceil(box.height) };
    const canvas = await page.screenshot(clip);
    await page.eval((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      const root = document.querySelector('confab-chat').shadowRoot;
      window.__sheets = root.adoptedStyleSheets;
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }, MAKE_VISIBLE);
    await sleep(100);
    const twin = await page.screenshot(clip);
    await page.eval(() => { document.querySelector('confab-chat').shadowRoot.adoptedStyleSheets = window.__sheets; });
    const file = path.join(kept, `${t.browser.name}-${name.replace(/ /g, '-')}${how.dpr ? `@${how.dpr}x` : ''}`);
    fs.writeFileSync(`${file}.canvas.png`, canvas);
    fs.writeFileSync(`${file}.twin.png`, twin);
    const [a, b] = [decodePng(canvas), decodePng(twin)];
    const [inkA, inkB] = [ink(a), ink(b)];
    const radius = Math.round(1.5 * (how.dpr ?? 1));
    const [there, back] = [covered(inkA, inkB, a.width, a.height, radius), covered(inkB, inkA, a.width, a.height, radius)];
    if (there.total < 30 || there.share < 0.93 || back.share < 0.93) {
      failures.push(`${name}: ${(there.share * 100).toFixed(0)} % of the canvas's ink (${there.total} px) is in the twin, ${(back.share * 100).toFixed(0)} % of the twin's (${back.total} px) on the canvas`);
    }
  }
  assert.deepEqual(failures, [], failures.join('\n'));
}

export const tests = {
  async 'canvas and browser agree on every row'(t) { await compare(t, {}); },
  async 'canvas and browser agree at two pixels a point'(t) { await compare(t, { dpr: 2 }); },
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
