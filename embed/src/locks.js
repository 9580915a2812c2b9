// SPDX-License-Identifier: MIT
// One page at a time, by the browser's locks (Web Locks API).

/**
 * Waits so long for a lock of this site: the page that has it may just be going.
 * @param {string} name @param {number} wait in ms @returns {Promise<(() => void)|null>} lets go of it; null: not to be had
 */
export const hold = (name, wait) => request(name, AbortSignal.timeout ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true });

/** Waits until it is to be had, or `signal` says that nobody wants it any more. */
export const queue = (name, signal) => request(name, { signal });

function request(name, options) {
  return new Promise((resolve) => {
    navigator.locks.request(name, options, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((release) => { resolve(release); });
    }).catch(() => resolve(null));
  });
}
