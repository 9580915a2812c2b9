// SPDX-License-Identifier: MIT
// Pure halves of data_sync: what the site's answers may look like, and what they would change in the
// chat. Nothing is asked or done here.
import { SiteError } from './ask.js';

const CONTACTS = 1000, ROOMS = 100, GROUPS = 20, LENGTH = 256;

const isText = (value, least = 1) => typeof value === 'string' && value.length >= least && value.length <= LENGTH;
const isAddress = (value) => isText(value) && /^[^\s@/]*@?[^\s@/]+$/.test(value);
const key = (jid) => jid.toLowerCase();

function list(option, value, name, most, read) {
  const bad = (what) => { throw new SiteError('bad', `${option}: the answer ${what}.`); };
  const all = value?.[name];
  if (!Array.isArray(all)) bad(`has no list "${name}"`);
  if (all.length > most) bad(`has ${all.length} ${name}; at most ${most} are taken`);
  return all.map((one, i) => read(one ?? {}) ?? bad(`has a wrong entry: ${name}[${i}]`));
}

/** {contacts: [{jid, name?, groups?}], groups?: [the groups that are the site's]} @throws {SiteError} */
export function readContacts(value) {
  const contacts = list('roster_url', value, 'contacts', CONTACTS, ({ jid, name = '', groups = [] }) => {
    const fine = isAddress(jid) && isText(name, 0) && Array.isArray(groups) && groups.length <= GROUPS && groups.every((g) => isText(g));
    return fine ? { jid, name, groups: [...new Set(groups)] } : null;
  });
  const groups = value.groups === undefined ? contacts.flatMap((c) => c.groups)
    : list('roster_url', value, 'groups', ROOMS, (group) => (isText(group) ? group : null));
  return { contacts, groups: new Set(groups) };
}

/** {rooms: [{jid, nick?, password?}]} @throws {SiteError} */
export function readRooms(value) {
  return list('rooms_url', value, 'rooms', ROOMS, ({ jid, nick = '', password = '' }) => (
    isAddress(jid) && jid.includes('@') && isText(nick, 0) && isText(password, 0) ? { jid, nick, password } : null));
}

/** {name?}: what others call the visitor. @throws {SiteError} */
export function readProfile(value) {
  const name = value?.name ?? '';
  if (value === null || typeof value !== 'object' || !isText(name, 0)) throw new SiteError('bad', 'profile_url: the answer has no usable name.');
  return { name };
}

/**
 * What the site's list changes, as XEP-0144 would say it. Only groups that are the site's are ever taken
 * from somebody; who is in none of them is the visitor's own and stays.
 * @param {{contacts: {jid, name, groups}[], groups: Set<string>}} wanted
 * @param {{jid, name, groups}[]} known @param {'web'|'xmpp'} canonical
 */
export function planContacts({ contacts, groups }, known, canonical) {
  const plan = { add: [], modify: [], delete: [] };
  const there = new Map(known.map((c) => [key(c.jid), c]));
  const listed = new Set(contacts.map((c) => key(c.jid)));
  for (const contact of contacts) {
    const old = there.get(key(contact.jid));
    if (!old) plan.add.push(contact);
    if (!old || canonical !== 'web') continue;
    const name = contact.name || old.name;
    const now = [...new Set([...old.groups.filter((g) => !groups.has(g)), ...contact.groups])];
    const moved = now.length > 0 && [...now].sort().join('\n') !== [...old.groups].sort().join('\n');
    if (moved || name !== old.name) plan.modify.push({ jid: contact.jid, name, groups: moved ? now : [] });
  }
  if (canonical !== 'web') return plan;
  for (const old of known) {
    const ours = old.groups.filter((g) => groups.has(g));
    if (ours.length && !listed.has(key(old.jid))) plan.delete.push({ jid: old.jid, name: '', groups: ours });
  }
  return plan;
}

/**
 * @param {{jid, nick, password}[]} wanted @param {{jid, joined, error}[]} known rooms of the chat
 * @param {Set<string>} given what the site listed before, on this page @param {'web'|'xmpp'} canonical
 */
export function planRooms(wanted, known, given, canonical) {
  const there = new Map(known.map((r) => [key(r.jid), r]));
  const listed = new Set(wanted.map((r) => key(r.jid)));
  const join = wanted.filter(({ jid }) => {
    const room = there.get(key(jid));
    if (room?.joined || ['destroyed', 'gone', 'banned', 'forbidden'].includes(room?.error)) return false;  // entering would open it again
    return canonical === 'web' || !given.has(key(jid));   // else: whoever left it wanted so
  });
  const leave = canonical === 'web' ? known.filter((r) => r.joined && given.has(key(r.jid)) && !listed.has(key(r.jid))).map((r) => r.jid) : [];
  return { join, leave, given: listed };
}
