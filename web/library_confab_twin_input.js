// SPDX-License-Identifier: MIT
// What people do with pointer, touch and the text fields of the twin, as the events of
// src/platform/twin.h. One listener per event type on the twin's root; keys are in _keys.

mergeInto(LibraryManager.library, {
  $ConfabTwinInput: {
    CLICK: 1, INPUT: 2, SUBMIT: 3, ENTER: 4, FOCUS: 5, BLUR: 6, SCROLL: 7, CONTEXT: 8, HOVER: 10, PRESS: 11, CHANGE: 12,
    ACTIVE: '[data-i],button,[role=button],[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox],[role=option],[role=tab],[role=radio],[role=switch],[role=checkbox]',
    MENUS: '[data-context],[role=article],[role=listitem][data-jid],[role=listitem][data-nick],.under',

    attach: function () {
      this.states = new WeakMap();  // field -> what the core knows of it
      this.composing = null;        // the field with a composition under way
      this.hovered = 0;
      this.pressed = 0;
      this.press = null;            // a touch that may become a long press
      this.swallow = 0;             // until when the click after a long press is none
      const root = ConfabTwin.root;
      const signal = Module['confab'].signal;
      const on = (type, fn, options) => root.addEventListener(type, fn, Object.assign({ signal }, options));
      on('click', (e) => this.click(e));
      on('submit', (e) => this.submit(e));
      on('input', (e) => this.sync(e.target));
      on('change', (e) => this.change(e));
      for (const type of ['compositionstart', 'compositionupdate', 'compositionend']) on(type, (e) => this.compose(e));
      for (const type of ['selectionchange', 'select', 'keyup', 'pointerup']) on(type, (e) => this.sync(e.target));
      on('focusin', (e) => this.focus(e));
      on('focusout', (e) => this.blur(e));
      on('scroll', (e) => this.scroll(e), { capture: true, passive: true });
      on('contextmenu', (e) => this.context(e));
      on('mousedown', (e) => {
        // Keeps the on-screen keyboard up, and the caret where it was, when sending by the button.
        if (e.target.closest('button[name=send],[data-keepfocus]')) e.preventDefault();
      });
      on('pointerover', (e) => this.hover(e));
      on('pointerout', (e) => { if (!e.relatedTarget || !root.contains(e.relatedTarget)) this.hover(null); });
      on('pointermove', (e) => this.pointer(0, e), { passive: true });
      on('pointerdown', (e) => this.pointer(1, e), { passive: true });
      on('pointerup', (e) => this.pointer(2, e), { passive: true });
      on('pointercancel', (e) => this.pointer(2, e), { passive: true });
      on('pointerleave', (e) => this.pointer(3, e), { passive: true });
      // The canvas lies below and gets no real pointer; scripts may still send it a wheel.
      Module['confab'].canvas.addEventListener('wheel', (e) => {
        const log = root.querySelector('[role=log]');
        if (log) log.scrollTop += e.deltaY * (e.deltaMode === 1 ? 16 : 1);
      }, { passive: true, signal });
    },

    isField: function (node) { return !!node && (node.localName === 'textarea' || (node.localName === 'input' && !/^(checkbox|radio|submit|button)$/.test(node.type))); },

    // --- text fields: whole edit states, and only new ones ---

    sync: function (field) {
      if (!this.isField(field)) return;
      const id = ConfabTwin.ids.get(field);
      if (!id) return;
      const value = field.value;
      const start = field.selectionStart === null ? value.length : field.selectionStart;
      const end = field.selectionEnd === null ? value.length : field.selectionEnd;
      const composing = this.composing === field ? 1 : 0;
      const known = this.states.get(field);
      if (known && known[0] === value && known[1] === start && known[2] === end && known[3] === composing) return;
      if (!known && !value) return;
      this.states.set(field, [value, start, end, composing]);
      ConfabTwin.send(this.INPUT, id, value, start, end, composing);
    },

    compose: function (event) {
      if (!this.isField(event.target)) return;
      this.composing = event.type === 'compositionend' ? null : event.target;
      this.sync(event.target);
    },

    setValue: function (field, value) {
      if (!field || field.nodeType !== 1) return;
      if (field.value !== value) {
        field.value = value;
        if (this.composing === field) this.composing = null;
      }
      if (this.isField(field)) this.states.set(field, [value, field.selectionStart, field.selectionEnd, 0]);
    },

    change: function (event) {
      const target = event.target;
      const id = ConfabTwin.ids.get(target);
      if (!id) return;
      if (target.localName === 'select') ConfabTwin.send(this.CHANGE, id, target.value);
      else if (/^(checkbox|radio)$/.test(target.type)) ConfabTwin.send(this.CHANGE, id, String(target.checked));
      else this.sync(target);  // what password managers fill in
    },

    submit: function (event) {
      event.preventDefault();
      const form = event.target;
      for (const field of form.elements) this.sync(field);
      ConfabTwin.send(this.SUBMIT, ConfabTwin.ids.get(form) || 0);
    },

    // --- activation ---

    click: function (event) {
      if (performance.now() < this.swallow) {
        event.preventDefault();
        return;
      }
      const target = event.target.closest(this.ACTIVE);
      const link = event.target.closest('a[href]');
      // Opens here, or only after a question.
      if (link && (/^xmpp:/i.test(link.getAttribute('href')) || link.hasAttribute('data-ask'))) event.preventDefault();
      if (!target || !ConfabTwin.root.contains(target)) return;
      if (target.disabled || target.getAttribute('aria-disabled') === 'true') return;
      if (target.localName === 'button' && target.type === 'submit' && target.form) return;  // Submit says it
      if (this.isField(target)) return;
      if (target.matches('[role=article],[role=log]') && ConfabTwinSelect.range()) return;  // was a selection
      ConfabTwin.send(this.CLICK, ConfabTwin.idOf(target));
    },

    focus: function (event) {
      ConfabTwinKeys.rove(event.target);
      ConfabTwin.send(this.FOCUS, ConfabTwin.idOf(event.target), '', 0, 0, event.target.matches(':focus-visible') ? 1 : 0);
    },

    blur: function (event) {
      if (this.composing === event.target) this.composing = null;
      ConfabTwin.send(this.BLUR, ConfabTwin.idOf(event.target));
    },

    scroll: function (event) {
      const node = event.target;
      const id = ConfabTwin.ids.get(node);
      if (!id || this.isField(node)) return;
      this.release();
      const own = ConfabTwin.scrolled.get(node);
      ConfabTwin.scrolled.delete(node);
      if (own !== undefined && Math.abs(own - node.scrollTop) < 1) return;
      ConfabTwin.send(this.SCROLL, id, '', node.scrollLeft, node.scrollTop);
    },

    // --- pointer ---

    place: function (event) {
      const box = ConfabTwin.root.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    },

    hover: function (event) {
      if (event && event.pointerType === 'touch') return;
      const target = event && event.target.closest('[data-i]');
      const id = target ? ConfabTwin.idOf(target) : 0;
      if (id === this.hovered) return;
      this.hovered = id;
      ConfabTwin.send(this.HOVER, id);
    },

    pointer: function (kind, event) {
      const { x, y } = this.place(event);
      if (kind === 1) this.down(event, x, y);
      else if (kind === 2) this.up();
      else if (this.press && Math.hypot(x - this.press.x, y - this.press.y) > 10) this.release();
      if (event.pointerType === 'touch' && kind === 0) return;  // a finger does not hover
      if (ConfabHeap.enter('confab_pointer', [kind, x, y, event.buttons])) Module['confab'].requestFrame();
    },

    down: function (event, x, y) {
      this.release();
      const target = event.target.closest('[data-i]');
      if (target && event.button === 0) {
        this.pressed = ConfabTwin.idOf(target);
        ConfabTwin.send(this.PRESS, this.pressed, '', 0, 0, 1);
      }
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      const menu = event.target.closest(this.MENUS);
      if (!menu) return;
      this.press = { x, y, timer: setTimeout(() => {
        this.press = null;
        this.swallow = performance.now() + 700;
        ConfabTwin.send(this.CONTEXT, ConfabTwin.idOf(menu), '', x, y, 1);
      }, 500) };
    },

    up: function () {
      this.release();
      if (!this.pressed) return;
      ConfabTwin.send(this.PRESS, this.pressed);
      this.pressed = 0;
    },

    release: function () {
      if (this.press) clearTimeout(this.press.timer);
      this.press = null;
    },

    // Selected text, links, fields and Shift keep the browser's own menu.
    context: function (event) {
      if (performance.now() < this.swallow) {
        event.preventDefault();
        return;
      }
      const menu = event.target.closest(this.MENUS);
      if (!menu || event.shiftKey || this.isField(event.target) || event.target.closest('a[href]')) return;
      if (ConfabTwinSelect.range() && event.target.closest('[part~=body]')) return;
      event.preventDefault();
      this.release();
      let { x, y } = this.place(event);
      if (!event.clientX && !event.clientY) {  // the menu key
        const box = menu.getBoundingClientRect();
        const root = ConfabTwin.root.getBoundingClientRect();
        x = box.left - root.left + Math.min(box.width / 2, 80);
        y = box.top - root.top + Math.min(box.height / 2, 40);
      }
      ConfabTwin.send(this.CONTEXT, ConfabTwin.idOf(menu), '', x, y);
    },
  },
});
