// SPDX-License-Identifier: MIT
// Pictures of people: what a peer publishes is seen in its disc, also on the next page before any server has
// answered, after a lost context, and in rooms. The page's policy allows no images from anywhere.
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { decodePng } from '../harness/png.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';
import { kept } from './reload.test.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
// Lighter and darker than any name's colour (which are as bright as white text on them allows).
const YELLOW = [250, 240, 30], NAVY = [8, 12, 70];
const policy = (t) => ({ 'Content-Security-Policy': `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws://localhost:1 ${t.server.websocket}` });

function png(width, height, colour) {
  const chunk = (type, body) => {
    const part = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const out = Buffer.alloc(part.length + 8);
    out.writeUInt32BE(body.length, 0);
    part.copy(out, 4);
    out.writeUInt32BE(crc32(part), part.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.concat(Array(width).fill(Buffer.from(colour)))]);
  const pixels = zlib.deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** XEP-0084, as slixmpp would; everybody may see it. */
function publish(peer, bytes) {
  const hash = crypto.createHash('sha1').update(bytes).digest('hex');
  const open = "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='pubsub#access_model'><value>open</value></field></x></publish-options>";
  const set = (node, payload) => peer.send({
    do: 'raw',
    xml: `<iq type='set' id='avatar-${node}-${hash}'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:avatar:${node}'><item id='${hash}'>${payload}</item></publish>${open}</pubsub></iq>`,
  });
  set('data', `<data xmlns='urn:xmpp:avatar:data'>${bytes.toString('base64')}</data>`);
  set('metadata', `<metadata xmlns='urn:xmpp:avatar:metadata'><info id='${hash}' bytes='${bytes.length}' type='image/png' width='96' height='64'/></metadata>`);
}

/** The disc in a row, which begins `left` px from its edge, is of that colour, and round. */
async function discIs(page, row, left, size, colour, seconds = 20) {
  let last;
  const near = (p) => p.slice(0, 3).every((v, i) => Math.abs(v - colour[i]) <= 24);
  await until(async () => {
    const { box } = await page.widget().find(row);
    const picture = decodePng(await page.screenshot());
    const x = Math.round(box.x + left), y = Math.round(box.y + (box.height - size) / 2), r = size / 2;
    const inside = [[r, r], [4, r], [size - 4, r], [r, 4], [r, size - 4], [r * 0.45, r * 0.45]];
    const outside = [[1, 1], [size - 1, 1], [1, size - 1], [size - 1, size - 1]];
    last = [...inside, ...outside].map(([dx, dy]) => picture.at(Math.round(x + dx), Math.round(y + dy)));
    return last.slice(0, inside.length).every(near) && !last.slice(inside.length).some(near);
  }, 'the picture in its disc', seconds).catch((error) => { throw new Error(`${error.message}: ${JSON.stringify(last)}`); });
}
const contact = (who) => `[role=listitem][data-jid="${who.jid}"]`;

export const tests = {
  async 'a contact: published, changed, and on the next page before any server has answered'(t) {
    const [me, bob] = [t.account('ann'), t.account('bob')];
    t.befriend(me, bob);
    const peer = await t.puppet(bob);
    publish(peer, png(96, 64, YELLOW));
    const options = { ...t.login(me), consent: { mode: 'none' } };
    const page = await t.open(options, { headers: policy(t) });
    await page.widget().wait(contact(bob));
    await discIs(page, contact(bob), 12, 40, YELLOW);
    publish(peer, png(64, 96, NAVY));
    await discIs(page, contact(bob), 12, 40, NAVY);
    await page.eval((jid) => window.Confab.instances[0].chats.send(jid, { body: 'before' }), bob.jid);
    await peer.hears('before');
    await kept(page);
    await sleep(1000);
    t.host(new URL(page.url).pathname, { ...options, websocket_url: 'ws://localhost:1/nobody', discover_connection_methods: false }, { headers: policy(t) });
    await page.goto(page.url);
    await page.widget().wait(contact(bob));
    await discIs(page, contact(bob), 12, 40, NAVY);
    assert.equal((await page.events('connected')).length, 0, 'no server has answered');
    assert.deepEqual((await page.events('error')).filter((e) => /storage|core/.test(e.detail.code)), []);
  },

  async 'an occupant of a room, and after a lost context'(t) {
    const room = t.room();
    const bob = t.account('bob');
    const peer = await t.puppet(bob);
    publish(peer, png(64, 64, YELLOW));
    await sleep(500);
    await peer.join(room, 'Bob');
    const page = await t.open(t.guest(room), { headers: policy(t), width: 1100, height: 700 });
    await page.widget().wait(composer);
    const row = '[data-part=participants] [role=listitem][data-nick=Bob]';
    await page.widget().wait(row);
    await discIs(page, row, 10, 28, YELLOW);
    await page.eval(() => {
      window.__lose = document.querySelector('confab-chat').shadowRoot.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
      window.__lose.loseContext();
    });
    await sleep(500);
    await page.eval(() => window.__lose.restoreContext());
    await discIs(page, row, 10, 28, YELLOW);
  },

  async 'switched off, initials stay'(t) {
    const [me, bob] = [t.account('ann'), t.account('bob')];
    t.befriend(me, bob);
    const peer = await t.puppet(bob);
    publish(peer, png(64, 64, YELLOW));
    const page = await t.open({ ...t.login(me), blacklisted_plugins: ['converse-vcard'] });
    await page.widget().wait(contact(bob));
    await sleep(3000);
    await assert.rejects(discIs(page, contact(bob), 12, 40, YELLOW, 1));
  },
};
