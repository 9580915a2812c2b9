// SPDX-License-Identifier: MIT
// The language of one widget: which it is, its direction, its strings and how times are written.
import { LOCALES, asset } from './assets.js';
import { chooseLanguage, isRtl } from './environment.js';
import { Times } from './format.js';
import { words } from './words.js';

const KNOWN = ['en', ...Object.keys(LOCALES)];

export class Language {
  constructor(options, element) {
    this.options = options;
    this.element = element;
    this.choose(null);
  }

  /** @param {string|null} chosen by the visitor */
  choose(chosen) {
    this.tag = chooseLanguage(this.options, chosen, this.element, KNOWN);
    this.rtl = isRtl(this.options, this.tag, this.element);
    this.words = words(this.tag);
    this.times = new Times(this.tag, this.options.timezone);
  }

  /** The core's strings; English ones are in the core. @returns {Promise<Record<string, string>>} */
  async strings() {
    const { i18n_url: pattern, strings } = this.options;
    const url = pattern ? pattern.replace('{lang}', this.tag) : LOCALES[this.tag] && asset(LOCALES[this.tag], this.options);
    if (!url) return { ...strings };
    try {
      const response = await fetch(new URL(url, document.baseURI), { credentials: 'same-origin' });
      if (!response.ok) throw new Error(`it answers ${response.status}`);
      return { ...await response.json(), ...strings };
    } catch (error) {
      console.warn(`Confab: the words for ${this.tag} could not be fetched from ${url}: ${error.message}`);
      return { ...strings };
    }
  }
}
