// SPDX-License-Identifier: MIT
// Named events with handlers. A handler that throws does not keep others from hearing.

export class Emitter {
  #handlers = new Map();

  /** @returns {() => void} takes the handler off again */
  on(name, fn) {
    if (typeof fn !== 'function') throw new TypeError('on(event, function)');
    if (!this.#handlers.has(name)) this.#handlers.set(name, new Set());
    this.#handlers.get(name).add(fn);
    return () => this.#handlers.get(name)?.delete(fn);
  }

  once(name, fn) {
    const off = this.on(name, (detail) => {
      off();
      fn(detail);
    });
    return off;
  }

  emit(name, detail) {
    for (const fn of [...(this.#handlers.get(name) ?? [])]) {
      try {
        fn(detail);
      } catch (error) {
        console.error(`Confab: a handler of "${name}" failed:`, error);
      }
    }
  }

  clear() { this.#handlers.clear(); }
}
