// SPDX-License-Identifier: MIT
// When data_sync begins and ends; the part itself (embed/sync/) is fetched where the site uses it.
import { SYNC_JS } from './assets.js';
import { loadPart } from './loadcore.js';

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
    loading ??= loadPart(SYNC_JS, options).then((make) => make(options.data_sync, ports));
    loading.then((sync) => { if (!signal.aborted) sync.begin(detail.jid); }, (error) => {
      loading = null;
      ports.emit('error', { ...error.toJSON?.(), text: error.message });
    });
  };
}
