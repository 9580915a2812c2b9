// SPDX-License-Identifier: MIT
// Keyboard behaviour of the twin after the ARIA authoring patterns: menus, lists, radio groups, tab
// lists, dialogs, and Enter in the composer. Decides nothing; the core hears of what happened.

mergeInto(LibraryManager.library, {
  $ConfabTwinKeys: {
    ENTER: 4, ESCAPE: 9, KEY: 14,
    GROUPS: '[role=menu],[role=listbox],[role=radiogroup],[role=tablist],[role=toolbar],[data-nav]',
    ITEMS: '[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox],[role=option],[role=radio],[role=tab],[role=listitem],[data-item]',
    STOPS: 'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex]:not([tabindex="-1"])',

    attach: function () {
      this.openers = new Map();  // dialog or menu -> what had the focus before
      this.unclear = false;      // the last key had no name (on-screen keyboards)
      const signal = Module['confab'].signal;
      ConfabTwin.root.addEventListener('keydown', (e) => this.down(e), { signal });
      ConfabTwin.root.addEventListener('beforeinput', (e) => this.beforeInput(e), { signal });
    },

    shown: function (element) { return element.getClientRects().length > 0 && !element.closest('[inert]'); },
    first: function (box) {
      return box.querySelector('[data-autofocus]') || [...box.querySelectorAll(this.ITEMS + ',' + this.STOPS)].find((e) => this.shown(e)) || null;
    },

    down: function (event) {
      // 229: the key belongs to an input method, also where isComposing is already false (Safari).
      this.unclear = event.key === 'Unidentified' || event.keyCode === 229;
      if (event.isComposing || event.keyCode === 229) return;
      const target = event.target;
      if (this.wanted(event, target)) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        ConfabTwin.send(this.ESCAPE, 0);
      } else if (event.key === 'Enter' && target.localName === 'textarea' && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        this.enter(target);
      } else if (event.key === 'Tab') {
        this.tab(event);
      } else if ((event.key === 'Enter' || event.key === ' ') && this.acts(target)) {
        event.preventDefault();
        if (!event.repeat) target.click();
      } else if (target.localName === 'textarea' && /^Page(Up|Down)$/.test(event.key)) {
        this.page(event);
      } else if (!ConfabTwinInput.isField(target)) {
        this.travel(event);
      }
    },

    // Keys the core asked for by data-keys="ArrowUp Escape ...".
    wanted: function (event, target) {
      const node = target.closest('[data-keys]');
      if (!node || !node.getAttribute('data-keys').split(' ').includes(event.key)) return false;
      if (event.key === 'Enter' && event.shiftKey) return false;
      event.preventDefault();
      ConfabTwinInput.sync(target);
      const flags = (event.shiftKey ? 1 : 0) | (event.ctrlKey ? 2 : 0) | (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0);
      ConfabTwin.send(this.KEY, ConfabTwin.idOf(node), event.key, 0, 0, flags);
      return true;
    },

    enter: function (textarea) {
      ConfabTwinInput.sync(textarea);
      ConfabTwin.send(this.ENTER, ConfabTwin.idOf(textarea), textarea.value);
    },

    // On-screen keyboards that name no keys say "new line" here.
    beforeInput: function (event) {
      if (!this.unclear || event.isComposing || event.target.localName !== 'textarea') return;
      if (event.inputType !== 'insertLineBreak' && event.inputType !== 'insertParagraph') return;
      event.preventDefault();
      this.enter(event.target);
    },

    // Elements that a browser does not activate by itself.
    acts: function (element) {
      if (/^(button|a|input|select|textarea|summary)$/.test(element.localName)) return false;
      return element.matches(ConfabTwinInput.ACTIVE);
    },

    page: function (event) {
      const field = event.target;
      const log = ConfabTwin.root.querySelector('[role=log]');
      if (!log || field.scrollHeight > field.clientHeight + 1) return;
      event.preventDefault();
      log.scrollTop += (event.key === 'PageUp' ? -1 : 1) * log.clientHeight * 0.85;
    },

    tab: function (event) {
      const menu = event.target.closest('[role=menu]');
      if (menu) {
        event.preventDefault();
        ConfabTwin.send(this.ESCAPE, 0);
        return;
      }
      const dialog = event.target.closest('[aria-modal=true]');
      if (!dialog) return;
      const stops = [...dialog.querySelectorAll(this.STOPS)].filter((e) => this.shown(e));
      if (!stops.length) {
        event.preventDefault();
        return;
      }
      const end = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (event.target !== end && dialog !== event.target) return;
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    },

    // --- moving inside a composite ---

    items: function (group) {
      const items = [...group.querySelectorAll(this.ITEMS)].filter((e) => this.shown(e) && e.closest(this.GROUPS) === group);
      // A list item may hold the real control.
      return items.map((e) => (e.matches('[role=listitem]:not([tabindex]):not([data-i])') && e.querySelector(this.STOPS + ',[tabindex]')) || e);
    },

    rove: function (element) {
      const group = element.closest(this.GROUPS);
      if (!group || group === element) return;
      const items = this.items(group);
      if (!items.includes(element)) return;
      for (const item of items) item.tabIndex = item === element ? 0 : -1;
    },

    step: function (event, group) {
      const sideways = group.matches('[role=tablist],[role=toolbar],[data-nav=horizontal]');
      const both = group.matches('[role=radiogroup]');
      const rtl = getComputedStyle(group).direction === 'rtl';
      switch (event.key) {
        case 'ArrowDown': return sideways ? 0 : 1;
        case 'ArrowUp': return sideways ? 0 : -1;
        case 'ArrowRight': return sideways || both ? (rtl ? -1 : 1) : 0;
        case 'ArrowLeft': return sideways || both ? (rtl ? 1 : -1) : 0;
        case 'Home': return -Infinity;
        case 'End': return Infinity;
        default: return 0;
      }
    },

    travel: function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const group = event.target.closest(this.GROUPS);
      if (!group || (group === event.target && group.scrollHeight > group.clientHeight)) return;  // scrolls natively
      const items = this.items(group);
      const at = items.findIndex((e) => e === event.target || e.contains(event.target));
      const step = this.step(event, group);
      let to = -1;
      if (step) {
        const last = items.length - 1;
        const wraps = group.matches('[role=menu],[role=radiogroup],[role=tablist]');
        to = Number.isFinite(step) ? at + step : step < 0 ? 0 : last;
        if (wraps && Number.isFinite(step)) to = (to + items.length) % items.length;
        if (to < 0 || to > last) {
          event.preventDefault();
          this.beyond(group, event.target, step);
          return;
        }
      } else if (event.key.length === 1 && event.key !== ' ' && group.matches('[role=menu],[role=listbox]')) {
        const letter = event.key.toLocaleLowerCase();
        const named = (e) => (e.getAttribute('aria-label') || e.textContent).trim().toLocaleLowerCase().startsWith(letter);
        to = [...items.keys()].map((k) => (at + 1 + k) % items.length).find((k) => named(items[k]));
      }
      if (!(to >= 0) || !items[to]) return;
      event.preventDefault();
      ConfabTwin.focus(items[to]);
      items[to].scrollIntoView({ block: 'nearest' });
      if (group.matches('[role=radiogroup],[role=tablist]')) items[to].click();
    },

    // The next row is not in the page yet: scroll, and go on once it has been made.
    beyond: function (group, from, step) {
      const scroller = group.closest('[data-scroll],[role=log]') || group;
      if (scroller.scrollHeight <= scroller.clientHeight) return;
      const top = scroller.scrollTop;
      scroller.scrollTop += Math.sign(step) * Math.max(from.getBoundingClientRect().height, 24) * 1.5;
      if (scroller.scrollTop === top) return;
      let tries = 0;
      const retry = () => {
        const items = this.items(group);
        const next = items[items.findIndex((e) => e === from || e.contains(from)) + Math.sign(step)];
        if (next && from.isConnected) ConfabTwin.focus(next);
        else if (++tries < 10 && !ConfabHeap.gone()) requestAnimationFrame(retry);
      };
      requestAnimationFrame(retry);
    },
  },
});
