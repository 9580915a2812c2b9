// SPDX-License-Identifier: MIT
// data_sync: contacts, rooms and the visitor's name, between the site's own server and the chat. Fetched
// only where one of its addresses is set. Asks and tells the site; the core carries out. docs/backends.md.
import { SiteError, askSite } from './ask.js';
import { planContacts, planRooms, readContacts, readProfile, readRooms } from './plan.js';

const LONGEST = 1 << 20;     // characters of an answer
const SOONEST_S = 5;
const AGAIN_MS = 30000, LATEST_MS = 600000;   // pauses after a site that cannot be reached

export class DataSync {
  #options; #ports; #env; #timer = 0; #again = AGAIN_MS; #running = false; #jid = ''; #given = new Set(); #told = {}; #wrong = ''; #stop = new AbortController();

  /**
   * @param {object} options data_sync, strict
   * @param {{call: (name: string, args?: object) => Promise<any>, stats: () => object, emit: (name: string, detail: object) => void}} ports
   * @param {{fetch?: typeof fetch, base?: string}} [env] for tests
   */
  constructor(options, ports, env = {}) {
    this.#options = options;
    this.#ports = ports;
    this.#env = { fetch: (...args) => fetch(...args), base: globalThis.document?.baseURI, ...env };
  }

  /** Somebody is signed in. The same again changes nothing: once for each page. */
  begin(jid) {
    const bare = jid.split('/')[0];
    if (this.#jid === bare) return;
    this.end();
    this.#jid = bare;
    this.#stop = new AbortController();
    this.#later(0);
  }

  /** Nobody is, or the widget goes. */
  end() {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#jid = '';
    this.#given = new Set();
    this.#told = {};
    this.#wrong = '';
    this.#again = AGAIN_MS;
  }

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(this.#stop.signal), ms);
  }

  async #run(stopped) {
    const { interval_s: interval } = this.#options;
    let wait = interval > 0 ? 1000 * Math.max(interval, SOONEST_S) : 0;
    // Tabs that share a session have one roster: the tab with the stream acts for all.
    if (!this.#running && this.#ports.stats().transport !== 'shared') {
      this.#running = true;
      try {
        await this.#sync(stopped);
        this.#again = AGAIN_MS;
        this.#wrong = '';
      } catch (error) {
        if (stopped.aborted) return;
        const kind = error instanceof SiteError ? error.kind : 'failed';
        // Once, not with every run while it lasts.
        if (error.message !== this.#wrong) this.#ports.emit('error', { code: `sync-${kind}`, message: 'Site and chat could not be compared.', hint: 'See data_sync in docs/backends.md.', text: error.message });
        this.#wrong = error.message;
        if (kind === 'unreachable') {
          wait = this.#again;
          this.#again = Math.min(2 * this.#again, LATEST_MS);
        }
      } finally {
        this.#running = false;
      }
    } else if (!wait) {
      wait = AGAIN_MS;   // that tab may go
    }
    if (wait && !stopped.aborted) this.#later(wait);
  }

  async #sync(stopped) {
    const { direction, canonical, profile_url: profile, roster_url: roster, rooms_url: rooms } = this.#options;
    const { call, emit } = this.#ports;
    const done = { added: 0, changed: 0, removed: 0, joined: 0, left: 0, told: [] };
    const word = canonical ?? 'web';
    if (direction !== 'push') {
      // The name first: it is what rooms are entered with.
      if (profile) {
        const { name } = readProfile(await this.#ask('profile_url', stopped));
        if (name) await call('identify', { name });
      }
      if (roster) await this.#pullContacts(word, stopped, done);
      if (rooms) await this.#pullRooms(word, stopped, done);
    }
    if (direction === 'push' || direction === 'both') {
      if (profile) await this.#tell('profile_url', {}, stopped, done);
      if (roster) {
        const contacts = (await call('contacts.list')).map(({ jid, name, groups, subscription }) => ({ jid, name, groups, subscription }));
        await this.#tell('roster_url', { contacts }, stopped, done);
      }
      if (rooms) {
        const joined = (await call('rooms.list')).filter((r) => r.joined).map(({ jid, name, nick }) => ({ jid, name, nick }));
        await this.#tell('rooms_url', { rooms: joined }, stopped, done);
      }
    }
    if (!stopped.aborted) emit('sync', done);
  }

  async #pullContacts(canonical, stopped, done) {
    const { call } = this.#ports;
    const wanted = readContacts(await this.#ask('roster_url', stopped));
    const plan = planContacts(wanted, await call('contacts.list'), canonical);
    for (const [action, contacts] of Object.entries(plan)) {
      if (contacts.length && !stopped.aborted) await call('contacts.change', { action, contacts });
    }
    done.added = plan.add.length;
    done.changed = plan.modify.length;
    done.removed = plan.delete.length;
  }

  async #pullRooms(canonical, stopped, done) {
    const { call } = this.#ports;
    const wanted = readRooms(await this.#ask('rooms_url', stopped));
    const { join, leave, given } = planRooms(wanted, await call('rooms.list'), this.#given, canonical);
    this.#given = given;
    if (stopped.aborted) return;
    // A room that lets nobody in says so by an event of its own. No bookmark: the site's list is one.
    for (const { jid, nick, password } of join) call('rooms.join', { jid, nick, password, bookmark: false }).catch(() => {});
    for (const jid of leave) await call('rooms.leave', { jid });
    done.joined = join.length;
    done.left = leave.length;
  }

  async #ask(option, stopped, told) {
    const answer = await askSite(`data_sync.${option}`, this.#options[option], LONGEST, stopped, this.#env, told);
    if (stopped.aborted) throw new SiteError('unreachable', 'nobody asks any more');
    return answer;
  }

  // Only what the site has not heard yet.
  async #tell(option, what, stopped, done) {
    const said = JSON.stringify(what);
    if (this.#told[option] === said || stopped.aborted) return;
    await this.#ask(option, stopped, { jid: this.#jid, ...what });
    this.#told[option] = said;
    done.told.push(option);
  }
}
