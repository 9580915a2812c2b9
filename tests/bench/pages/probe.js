// SPDX-License-Identifier: MIT
// What both benchmark pages share: the options in the URL, and when a condition holds and its frame is painted.
// A client's page adds `probe`: the same questions answered with that client's own elements.
export const options = JSON.parse(decodeURIComponent(location.search.slice(1) || '{}'));

/** Who is here, in the options' names of either client: an account, or a guest. */
export const who = options.account
  ? { authentication: 'login', jid: options.account, password: options.password }
  : { authentication: 'anonymous', jid: 'guest.localhost' };

const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))));

/** The time at which the condition first held and a frame after it was painted. `roots` are watched for changes. */
export function when(condition, roots = () => [document]) {
  return new Promise((done) => {
    const watched = new Set();
    const observer = new MutationObserver(look);
    const timer = setInterval(look, 100);   // for roots that appear later, and state outside of the DOM
    function look() {
      for (const root of roots()) {
        if (root && !watched.has(root)) {
          watched.add(root);
          observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
        }
      }
      if (!condition()) return;
      observer.disconnect();
      clearInterval(timer);
      painted().then(done);
    }
    look();
  });
}

export const isShown = (element) => !!element && element.getClientRects().length > 0;
