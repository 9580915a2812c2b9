// SPDX-License-Identifier: MIT
// When the site's own server is asked: at a login (credentials_url, token_url, prebind_url), and for
// data_sync. The part that asks (embed/site/) is fetched where the site uses it.
import { SITE_JS } from './assets.js';
import { loadPart } from './loadcore.js';

/**
 * Who the visitor is, by the site.
 * @param {object} options strict @param {AbortSignal} signal ends with the widget
 * @returns {{get: (again: boolean) => Promise<object>, forget: () => void}} see Credentials
 */
export function siteLogin(options, signal) {
  let loading = null;
  return {
    async get(again) {
      loading ??= loadPart(SITE_JS, options).then(({ credentials }) => credentials(options, signal));
      try {
        return await (await loading).get(again);
      } catch (error) {   // of loading: what the site answered wrong is an answer
        loading = null;
        return { code: 'credentials-unreachable', text: error.message };
      }
    },
    forget: () => { loading?.then((credentials) => credentials.forget(), () => {}); },
  };
}

/**
 * @param {object} options strict @param {AbortSignal} signal ends with the widget
 * @param {object} ports of DataSync
 * @returns {(event: string, detail: object) => void} to be told of each event of the core
 */
export function dataSync(options, signal, ports) {
  const { roster_url: roster, rooms_url: rooms, profile_url: profile } = options.data_sync;
  if (!roster && !rooms && !profile) return () => {};
  let loading = null;
  const end = () => loading?.then((sync) => sync.end(), () => {});
  signal.addEventListener('abort', end);
  return (event, detail) => {
    if (event === 'logout') end();
    if (event !== 'connected' && event !== 'resumed') return;
    loading ??= loadPart(SITE_JS, options).then(({ sync }) => sync(options.data_sync, ports));
    loading.then((sync) => { if (!signal.aborted) sync.begin(detail.jid); }, (error) => {
      loading = null;
      ports.emit('error', { ...error.toJSON?.(), text: error.message });
    });
  };
}
