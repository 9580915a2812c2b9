// SPDX-License-Identifier: MIT
// The DOM twin: decodes the patches of src/platform/twin.h into elements. What comes back from them
// is library_confab_twin_{input,keys,select}.js. Sets text and attributes only, never parses HTML.

mergeInto(LibraryManager.library, {
  $ConfabTwin__deps: ['$ConfabHeap', '$ConfabTwinInput', '$ConfabTwinKeys', '$ConfabTwinSelect'],
  $ConfabTwin__postset: 'ConfabTwin.init();',
  $ConfabTwin: {
    TAGS: ['', 'div', 'span', 'button', 'a', 'textarea', 'input', 'form', 'label', 'h2', 'p', 'time', 'ul',
      'li', '#text', 'select', 'option', 'article', 'main', 'nav', 'section', 'img'],

    FIRST: '[data-autofocus],textarea[name=message],form[name=login] input',  // where people go on

    init: function () {
      this.root = Module['confab'].root;
      this.overlays = /^(dialog|alertdialog|menu)$/;
      this.schemes = /^(https?|mailto|xmpp|geo|tel):/i;
      this.nodes = new Map();      // id -> node
      this.ids = new WeakMap();    // node -> id
      this.scrolled = new WeakMap();  // container -> scrollTop that we set ourselves
      this.applying = false;
      this.at = 0;
      this.waiting = false;        // the focus is on the root until there is something to put it on
      Module['confab'].focusInside = () => {
        if (!this.active()) this.refocus(null);
        this.waiting = this.active() === this.root;
      };
      ConfabTwinInput.attach();
      ConfabTwinKeys.attach();
      ConfabTwinSelect.attach();
    },

    // --- what comes back ---

    idOf: function (node) {
      for (; node && node !== this.root; node = node.parentNode) {
        const id = this.ids.get(node);
        if (id) return id;
      }
      return 0;
    },

    // Events that our own changes cause (focus, blur, scroll) wait until the core is off the stack.
    send: function (event, id, value, x, y, flags) {
      const go = () => ConfabHeap.enter('confab_twin_event', [event, id, null, x || 0, y || 0, flags || 0], [value || '']);
      if (this.applying || ConfabHeap.depth) ConfabHeap.defer(go);
      else go();
    },

    active: function () {
      const element = this.root.getRootNode().activeElement;
      return element && this.root.contains(element) ? element : null;
    },

    focus: function (element) {
      if (!element || !Module['confab'].mayFocus(element)) return;
      if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.tabIndex = -1;
      element.focus({ preventScroll: true });
    },

    // --- decoding ---

    u8: function () { return this.view.getUint8(this.at++); },
    u32: function () { this.at += 4; return this.view.getUint32(this.at - 4, true); },
    f32: function () { this.at += 4; return this.view.getFloat32(this.at - 4, true); },
    str: function () {
      const len = this.u32();
      this.at += len;
      return ConfabHeap.str(this.base + this.at - len, len);
    },

    apply: function (base, len) {
      this.base = base;
      this.at = 0;
      const before = this.active();
      const after = { focus: 0, scrolls: [], overlays: [], returnTo: null, selects: [], moved: null };
      this.applying = true;
      try {
        while (this.at < len) {
          // No operation lets the heap grow, but a fresh view is cheaper than finding out otherwise.
          this.view = new DataView(HEAPU8.buffer, base, len);
          const op = this.u8();
          this.one(op, this.u32(), after);
        }
        this.settle(before, after);
      } finally {
        this.applying = false;
      }
    },

    one: function (op, id, after) {
      const node = this.nodes.get(id);
      switch (op) {
        case 1: this.create(id, this.u32(), this.u32(), this.u8()); return;
        case 2: if (node) this.remove(node, after); return;
        case 3: this.move(node, this.nodes.get(this.u32()) || null, after); return;
        case 4: this.attr(node, this.str(), this.str(), after); return;
        case 5: this.unattr(node, this.str()); return;
        case 6: this.text(node, this.str()); return;
        case 7: this.rect(node, this.f32(), this.f32(), this.f32(), this.f32()); return;
        case 8: ConfabTwinInput.setValue(node, this.str()); return;
        case 9: after.focus = id; return;
        case 10: after.scrolls.push([node, this.f32()]); return;
        case 11: Module['confab'].announce(this.str()); return;
        case 12: after.selects.push([node, this.u32(), this.u32()]); return;
        default: throw new Error('twin: operation ' + op);
      }
    },

    create: function (id, parent, before, tag) {
      const name = this.TAGS[tag];
      const node = name === '#text' ? document.createTextNode('') : document.createElement(name);
      if (name === 'button') node.type = 'button';
      if (name === 'article') node.setAttribute('role', 'article');
      if (name === 'a') {
        node.rel = 'noopener';
        node.target = '_blank';
      }
      this.nodes.set(id, node);
      this.ids.set(node, id);
      const under = parent ? this.nodes.get(parent) : this.root;
      under.insertBefore(node, (before && this.nodes.get(before)) || null);
    },

    remove: function (node, after) {
      const forget = (n) => {
        for (let child = n.firstChild; child; child = child.nextSibling) forget(child);
        const id = this.ids.get(n);
        if (id) this.nodes.delete(id);
        const back = ConfabTwinKeys.openers.get(n);
        if (back) {
          after.returnTo = after.returnTo || back;
          ConfabTwinKeys.openers.delete(n);
        }
      };
      forget(node);
      node.remove();
    },

    move: function (node, before, after) {
      if (!node || node.nextSibling === before) return;
      const parent = node.parentNode;
      const holds = this.active();
      if (holds && node.contains(holds)) after.moved = holds;  // moving drops the focus
      parent.insertBefore(node, before);
    },

    attr: function (node, name, value, after) {
      if (!node || node.nodeType !== 1 || /^on/i.test(name)) return;
      if (name === 'style') {
        // Through the object model, which a strict style-src allows; the box stays.
        const { position, left, top, width, height } = node.style;
        node.style.cssText = value;
        Object.assign(node.style, { position, left, top, width, height });
        return;
      }
      if (/^(href|src|action|formaction)$/i.test(name) && !this.schemes.test(value)) return;
      if (name === 'checked' || name === 'selected') node[name] = value !== 'false';
      if (name === 'role' && this.overlays.test(value) && node.getAttribute('role') !== value) {
        after.overlays.push(node);
      }
      node.setAttribute(name, value);
    },

    unattr: function (node, name) {
      if (!node || node.nodeType !== 1) return;
      if (name === 'style') {
        this.attr(node, name, '');  // the box stays
        return;
      }
      if (name === 'checked' || name === 'selected') node[name] = false;
      node.removeAttribute(name);
    },

    text: function (node, text) {
      if (!node) return;
      if (node.nodeType === 3) node.data = text;
      else node.textContent = text;
    },

    rect: function (node, x, y, w, h) {
      if (!node || node.nodeType !== 1) return;
      const style = node.style;
      style.position = 'absolute';
      style.left = Math.round(x * 100) / 100 + 'px';
      style.top = Math.round(y * 100) / 100 + 'px';
      style.width = Math.round(w * 100) / 100 + 'px';
      style.height = Math.round(h * 100) / 100 + 'px';
    },

    // What needs the whole patch in place: scrolling, selections, and where the focus goes.
    settle: function (before, after) {
      // (No patterns in for-of heads in these files: emcc 3.1.6 drops them.)
      for (const entry of after.scrolls) {
        const node = entry[0];
        if (!node || Math.abs(node.scrollTop - entry[1]) < 0.5) continue;
        node.scrollTop = entry[1];
        this.scrolled.set(node, node.scrollTop);  // as the browser rounded it
      }
      for (const entry of after.selects) {
        if (entry[0] && entry[0].setSelectionRange) entry[0].setSelectionRange(entry[1], entry[2]);
      }
      const overlay = after.overlays.filter((node) => node.isConnected).pop();
      if (overlay) {
        // A form that a menu opens takes the place of the menu, and goes back to where that would.
        const opener = before && before.isConnected ? before : after.returnTo || ConfabTwinKeys.openers.get(overlay) || before;
        ConfabTwinKeys.openers.set(overlay, opener || document.createComment('nothing had the focus'));
        if (before || Module['confab'].mayFocus()) {
          this.focus(ConfabTwinKeys.first(overlay) || overlay);
        }
      }
      if (after.focus && this.nodes.has(after.focus)) this.focus(this.nodes.get(after.focus));
      else if (after.moved && after.moved.isConnected) this.focus(after.moved);
      else if (before && (!this.active() || (after.returnTo && this.active() === this.root))) this.refocus(after.returnTo);
      if (this.waiting && this.root.querySelector(this.FIRST)) {
        this.waiting = false;
        if (this.active() === this.root) this.refocus(null);
      }
    },

    // The focused element is gone: back to what opened it, else to where people go on.
    refocus: function (wanted) {
      const usable = (e) => e && e.nodeType === 1 && e.isConnected && !e.disabled && !e.closest('[inert]') && Module['confab'].mayFocus(e);
      const choices = [wanted, ...this.root.querySelectorAll(this.FIRST), this.root.querySelector('[role=log]'), this.root.querySelector('button:not(:disabled)'), this.root];
      this.focus(choices.find(usable));
    },
  },

  confab_js_twin_apply__deps: ['$ConfabTwin'],
  confab_js_twin_apply__sig: 'vii',
  confab_js_twin_apply: function (patch, len) { ConfabTwin.apply(patch, len); },
});
