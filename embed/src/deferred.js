// SPDX-License-Identifier: MIT
// A promise that is settled from outside, and whose failure need not be caught.

/** @returns {{promise: Promise<any>, resolve: (value?: any) => void, reject: (error: any) => void}} */
export function deferred() {
  const d = {};
  d.promise = new Promise((resolve, reject) => Object.assign(d, { resolve, reject }));
  d.promise.catch(() => {});
  return d;
}
