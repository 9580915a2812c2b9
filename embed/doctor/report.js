// SPDX-License-Identifier: MIT
// The report of doctor(): a list of checks. Decides what "ok" means and nothing else.

export class Report {
  checks = [];

  /**
   * @param {string} id @param {boolean} ok
   * @param {'error'|'warning'|'info'} level of what is not ok: the chat does not work, something is lost, nice to have
   * @param {string} message @param {{prosody?: string, ejabberd?: string, nginx?: string}|null} [fix]
   */
  add(id, ok, level, message, fix) {
    const check = { id, ok, level: ok ? 'info' : level, message };
    if (!ok && fix) check.fix = fix;
    this.checks.push(check);
    return ok;
  }
  good(id, message) { return this.add(id, true, 'info', message); }
  error(id, message, fix) { return this.add(id, false, 'error', message, fix); }
  warn(id, message, fix) { return this.add(id, false, 'warning', message, fix); }
  note(id, message, fix) { return this.add(id, false, 'info', message, fix); }

  get ok() { return this.checks.every((c) => c.ok || c.level !== 'error'); }
}
