// SPDX-License-Identifier: MIT
// Waiting and asserting, with messages a person can act on.
import assert from 'node:assert/strict';

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Polls until the function gives something true, and gives that back. */
export async function until(fn, what, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await fn();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await sleep(50);
  }
}

export { assert };
