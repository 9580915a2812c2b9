// SPDX-License-Identifier: MIT
// The least XMPP client that can join a room and post: a TCP socket and string search. Benchmarks need a source of load,
// and a measure of what the server alone can do, that cost next to nothing themselves. Loopback only.
import net from 'node:net';

const base64 = (text) => Buffer.from(text).toString('base64');
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export class Bot {
  static async connect(port, user, { domain = 'localhost', password = `${user}pass` } = {}) {
    const bot = new Bot(user);
    bot.socket = net.connect(port, '127.0.0.1').setNoDelay(true).setEncoding('utf8');
    bot.socket.on('data', (text) => bot.take(text));
    bot.socket.on('error', () => {});
    await new Promise((done) => bot.socket.once('connect', done));
    const open = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`;
    await bot.ask(open, '</stream:features>');
    await bot.ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${base64(`\0${user}\0${password}`)}</auth>`, '<success');
    await bot.ask(open, '</stream:features>');
    await bot.ask("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", '</bind>');
    return bot;
  }

  constructor(name) {
    this.name = name;
    this.tail = '';
    this.waiting = [];
  }
  take(text) {
    this.tail += text;
    this.waiting = this.waiting.filter((wait) => {
      const at = this.tail.indexOf(wait.text);
      if (at >= 0) wait.done();
      return at < 0;
    });
    this.tail = this.tail.slice(-4096);   // enough to find a text that came in two pieces
  }
  /** Resolves when the text has come in. */
  hears(text, seconds = 300) {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${this.name} did not hear ${text}`)), seconds * 1000);
      this.waiting.push({ text, done: () => { clearTimeout(timer); done(); } });
      if (this.tail.includes(text)) this.take('');
    });
  }
  ask(stanza, answer) {
    const heard = this.hears(answer, 30);
    this.socket.write(stanza);
    return heard;
  }
  async join(room, nick = this.name) {
    await this.ask(`<presence to='${room}/${nick}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`, "code='110'");
  }
  say(room, text, id) {
    return this.socket.write(`<message type='groupchat' to='${room}' id='${id}'><body>${escape(text)}</body></message>`);
  }
  /** Posts count messages whose texts end in "TAG/1." ... "TAG/count."; rate 0 is as fast as the socket drains. */
  async post(room, count, tag, rate = 0) {
    const begin = performance.now();
    for (let i = 1; i <= count; i++) {
      const drained = this.say(room, `This is message ${i} of the flood, about as long as people write: ${tag}/${i}.`, `${tag}-${i}`);
      if (rate) await new Promise((next) => setTimeout(next, Math.max(0, begin + (i * 1000) / rate - performance.now())));
      else if (!drained) await new Promise((next) => this.socket.once('drain', next));
    }
  }
  close() { this.socket.destroy(); }
}
