// SPDX-License-Identifier: MIT
// Times in the visitor's language and time zone.

const STYLES = {
  time: { hour: 'numeric', minute: '2-digit' },
  day: { day: 'numeric', month: 'long' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  full: { dateStyle: 'full', timeStyle: 'short' },
  weekday: { weekday: 'long' },
  short: { weekday: 'short' },
};

export class Times {
  /** @type {string|undefined} undefined: the visitor's own */
  zone;
  #formats = new Map();

  constructor(lang, timezone) {
    this.lang = lang;
    if (!timezone) return;  // a formatter takes long to make: none before a time is shown
    try {
      new Intl.DateTimeFormat('en', { timeZone: timezone });
      this.zone = timezone;
    } catch {
      console.warn(`Confab: there is no time zone ${timezone}.`);
    }
  }

  format(wall, style) {
    const date = new Date(wall);
    if (Number.isNaN(date.getTime())) return '';
    const year = style === 'day' && date.getFullYear() !== new Date().getFullYear();
    const key = year ? 'day+year' : style;
    if (!this.#formats.has(key)) {
      const parts = { ...(STYLES[style] ?? STYLES.full), ...(year ? { year: 'numeric' } : {}), timeZone: this.zone };
      this.#formats.set(key, new Intl.DateTimeFormat(this.lang, parts));
    }
    return this.#formats.get(key).format(date);
  }

  /** Minutes east of UTC at that instant. */
  offset(wall) {
    if (!this.zone) return -new Date(wall).getTimezoneOffset();
    if (!this.#formats.has('offset')) {
      this.#formats.set('offset', new Intl.DateTimeFormat('en-US', {
        timeZone: this.zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
      }));
    }
    const p = Object.fromEntries(this.#formats.get('offset').formatToParts(wall).map(({ type, value }) => [type, Number(value)]));
    return Math.round((Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - wall) / 60000);
  }
}
