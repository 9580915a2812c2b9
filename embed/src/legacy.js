// SPDX-License-Identifier: MIT
// Names and values still found in configurations for Converse.js: mapped to today's, or kept with another
// meaning, with a warning.

/** Old name -> what to do with it. */
const OLD = {
  xhr_user_search: (value, out) => {
    if (typeof value === 'string') out.xhr_user_search_url ??= value;
    return 'xhr_user_search is now xhr_user_search_url.';
  },
  debug: (value, out) => {
    if (value) out.loglevel ??= 'debug';
    return "debug is now loglevel: 'debug'.";
  },
  message_carbons: () => 'message_carbons: carbons are always on.',
  allow_muc: (value, out) => {
    if (value === false) out.blacklisted_plugins = [...(out.blacklisted_plugins ?? []), 'converse-muc'];
    return "allow_muc: false is now blacklisted_plugins: ['converse-muc'].";
  },
  sid: (value, out) => {
    out.prebind = { ...out.prebind, sid: String(value) };
    return 'sid is now prebind.sid.';
  },
  rid: (value, out) => {
    out.prebind = { ...out.prebind, rid: value };
    return 'rid is now prebind.rid.';
  },
  hide_muc_server: () => 'hide_muc_server has no meaning here.',
  allow_otr: () => 'allow_otr has no meaning here: OTR is gone.',
  time_format: () => "time_format is gone: times follow the visitor's language.",
  show_images_inline: (value, out) => {
    out.render_media ??= value;
    return 'show_images_inline is now render_media.';
  },
  enable_avatars: (value, out) => {
    out.show_message_avatar ??= value;
    return 'enable_avatars is now show_message_avatar.';
  },
};

/** What is kept, but means something else or nothing here; what has no effect at all yet, options.js tells. */
const CHANGED = {
  use_system_emojis: "emoji always come from the visitor's system",
  prune_messages_above: 'it limits what is stored, not what is shown',
  pruning_behavior: 'nothing needs pruning on screen',
  sticky_controlbox: 'it has no meaning here',
  dragresize_top_margin: 'it has no meaning here',
};

const RENAMED_VALUES = {
  view_mode: (value) => (value === 'overlay' ? ['overlayed', null] : value === 'mobile' ? ['fullscreen', "view_mode 'mobile' is now 'fullscreen'."] : null),
  root: (value) => (typeof document !== 'undefined' && value === document ? [null, null] : null),
  i18n: (value) => (typeof value === 'string' && value.includes('_') ? [value.replace(/_/g, '-'), null] : null),
  loglevel: (value) => (value === 'warning' ? ['warn', null] : null),
};
for (const name of ['image_urls_regex', 'geouri_regex']) {
  RENAMED_VALUES[name] = (value) => (value instanceof RegExp ? [value.source, `${name}: regular expressions are given as strings.`] : null);
}

/** @param {object} source @param {string[]} warnings @returns {object} a shallow copy with today's names */
export function mapLegacy(source, warnings) {
  const out = { ...source };
  for (const name of Object.keys(OLD)) {
    if (!Object.hasOwn(out, name)) continue;
    const value = out[name];
    delete out[name];
    if (value !== undefined && value !== null) warnings.push(OLD[name](value, out));
  }
  for (const [name, meaning] of Object.entries(CHANGED)) if ((out[name] ?? null) !== null) warnings.push(`${name}: ${meaning}.`);
  for (const [name, fn] of Object.entries(RENAMED_VALUES)) {
    const mapped = Object.hasOwn(out, name) ? fn(out[name]) : null;
    if (!mapped) continue;
    if (mapped[0] === null) delete out[name];
    else out[name] = mapped[0];
    if (mapped[1]) warnings.push(mapped[1]);
  }
  if (typeof out.persistent_store === 'string' && !out.storage?.backend) {
    const backend = out.persistent_store === 'none' ? 'memory' : out.persistent_store;
    out.storage = { ...out.storage, backend };
  }
  if (/^(dark|dracula)$/.test(out.theme) && !out.color_scheme) out.color_scheme = 'dark';
  return out;
}
