// SPDX-License-Identifier: MIT
// The composer is a text field like any other: pasting, undoing, input methods.
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

async function inRoom(t, how = {}) {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  const page = await t.open(t.guest(room, 'Visitor'), how);
  const widget = page.widget();
  await widget.wait(composer);
  return { room, peer, page, widget };
}

const valueOf = async (widget) => (await widget.find(composer)).value;
const holds = (widget, value) => until(async () => await valueOf(widget) === value, `the composer to hold ${JSON.stringify(value)}`, 5);
/** What the chat would keep of it. */
const draftIs = (widget, room, value) => until(async () => ((await widget.api('chats.get', room)).draft ?? '') === value,
  `the draft to be ${JSON.stringify(value)}`, 5);

export const tests = {
  async 'several lines are pasted as they are, and sent as one message'(t) {
    const lines = 'first line\n  second line\n\nlast line';
    const { room, peer, page, widget } = await inRoom(t, { body: '<textarea id="source"></textarea><div id="chat" style="height:600px"></div>' });
    await page.eval((text) => { document.querySelector('#source').value = text; }, lines);
    await page.click('#source');
    await page.press('Control+a');
    await page.press('Control+c');
    const low = (await widget.find(composer)).box.height;
    await widget.fill(composer, 'note: ');
    await page.press('Control+v');
    await holds(widget, `note: ${lines}`);
    await draftIs(widget, room, `note: ${lines}`);
    await until(async () => (await widget.find(composer)).box.height > low * 1.8, 'the composer to grow', 5);
    await sleep(500);
    assert.deepEqual(peer.bodies(), [], 'a line break that is pasted sends nothing');
    await page.press('Enter');
    await peer.hears(`note: ${lines}`);
    await holds(widget, '');
    await until(async () => (await widget.find(composer)).box.height <= low + 1, 'the composer to shrink', 5);
    assert.equal(peer.bodies().length, 1);
  },

  async 'undo brings back what was there, redo what came after, and the draft follows'(t) {
    const { room, peer, page, widget } = await inRoom(t);
    await widget.fill(composer, 'what I meant');
    await draftIs(widget, room, 'what I meant');
    await page.press('Control+a');
    await page.type('x');
    await holds(widget, 'x');
    await draftIs(widget, room, 'x');
    for (let i = 0; i < 3 && await valueOf(widget) !== 'what I meant'; i++) await page.press('Control+z');   // the selection may be a step
    await holds(widget, 'what I meant');
    await draftIs(widget, room, 'what I meant');
    await page.press('Control+Shift+Z');
    await holds(widget, 'x');
    await draftIs(widget, room, 'x');
    await page.press('Control+z');
    await holds(widget, 'what I meant');
    await page.press('Enter');
    await peer.hears('what I meant');
    assert.equal(peer.bodies().length, 1);
  },

  async 'undo goes on after a message was sent, and while others come in'(t) {
    const { room, peer, page, widget } = await inRoom(t);
    await widget.say('sent');
    await peer.hears('sent');
    await holds(widget, '');
    await page.type('half a sentence');
    peer.say(room, 'an answer meanwhile');
    await widget.waitMessage('an answer meanwhile');
    await page.press('Control+a');
    await page.press('Backspace');
    await holds(widget, '');
    await draftIs(widget, room, '');
    await page.press('Control+z');
    await holds(widget, 'half a sentence');
    await draftIs(widget, room, 'half a sentence');
    await page.press('End');
    await page.type(' made whole');
    await page.press('Enter');
    await peer.hears('half a sentence made whole');
    assert.deepEqual(peer.bodies(`${room}/Visitor`), ['sent', 'half a sentence made whole'], 'what was sent stays sent once');
  },

  async 'a composition is not disturbed by messages, Enter belongs to it, and dead keys are letters'(t) {
    const { room, peer, page, widget } = await inRoom(t);
    const cdp = await page.driver.context.newCDPSession(page.driver.raw);
    const compose = (text) => cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    const enter = (keyCode) => cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: keyCode });
    await page.eval(() => {
      window.__ended = 0;
      window.__keys = [];
      const root = document.querySelector('confab-chat').shadowRoot;
      root.addEventListener('compositionend', () => { window.__ended++; }, true);
      root.addEventListener('keydown', (e) => { if (e.key === 'Enter') window.__keys.push(e.isComposing); }, true);
    });
    await widget.fill(composer, 'to ');
    for (const text of ['n', 'に', 'にh', 'にほ']) await compose(text);
    await holds(widget, 'to にほ');
    peer.say(room, 'are you there?');
    await widget.waitMessage('are you there?');
    for (const keyCode of [229, 13]) await enter(keyCode);
    await sleep(500);
    assert.deepEqual(await page.eval(() => [window.__keys, window.__ended]), [[true, true], 0], 'Enter came while composing, and nothing ended that');
    await holds(widget, 'to にほ');
    assert.deepEqual(peer.bodies(`${room}/Visitor`), [], 'nothing was sent');
    await compose('にほん');
    await holds(widget, 'to にほん');
    await cdp.send('Input.insertText', { text: '日本' });
    await holds(widget, 'to 日本');
    await draftIs(widget, room, 'to 日本');
    await page.type(' Caf');
    await compose('´');
    await cdp.send('Input.insertText', { text: 'é' });
    await holds(widget, 'to 日本 Café');
    assert.equal(await page.eval(() => window.__ended), 2);
    await page.press('Enter');
    await peer.hears('to 日本 Café');
    await holds(widget, '');
    assert.equal(peer.bodies(`${room}/Visitor`).length, 1);
  },
};
// Firefox lets nobody compose from outside.
tests['a composition is not disturbed by messages, Enter belongs to it, and dead keys are letters'].browsers = ['chromium'];
