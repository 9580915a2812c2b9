// SPDX-License-Identifier: MIT
// Selecting, copying and finding text in the twin. Copies plain text only: the layer's transparent
// letters are of no use elsewhere.

mergeInto(LibraryManager.library, {
  $ConfabTwinSelect: {
    REVEAL: 13,

    attach: function () {
      const signal = Module['confab'].signal;
      ConfabTwin.root.addEventListener('copy', (e) => this.copy(e), { signal });
      ConfabTwin.root.addEventListener('beforematch', (e) => {
        // Fired on what surrounds the message as well, which has no key.
        const key = e.target.getAttribute('data-key');
        if (key) ConfabTwin.send(this.REVEAL, ConfabTwin.idOf(e.target), key);
      }, { signal });
    },

    // The selection inside this widget as a live range; browsers differ in who can see into a shadow root.
    range: function () {
      const shadow = ConfabTwin.root.getRootNode();
      const outer = document.getSelection();
      let found = null;
      if (outer && outer.getComposedRanges) {
        try { found = outer.getComposedRanges({ shadowRoots: [shadow] })[0]; } catch (error) {
          found = outer.getComposedRanges(shadow)[0];  // an earlier form of the same call
        }
      }
      if (!found || !ConfabTwin.root.contains(found.startContainer)) {
        const inner = shadow.getSelection ? shadow.getSelection() : outer;
        found = inner && inner.rangeCount ? inner.getRangeAt(0) : null;
      }
      if (!found) return null;
      const inside = (node) => ConfabTwin.root.contains(node);
      if (!inside(found.startContainer) || !inside(found.endContainer)) return null;
      const range = document.createRange();
      range.setStart(found.startContainer, found.startOffset);
      range.setEnd(found.endContainer, found.endOffset);
      return range.collapsed ? null : range;
    },

    // The part of `range` inside `element`, as text; "" where they do not meet.
    inside: function (range, element) {
      if (!range.intersectsNode(element)) return '';
      const part = document.createRange();
      part.selectNodeContents(element);
      const whole = part.cloneRange();
      if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0) part.setStart(range.startContainer, range.startOffset);
      if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) part.setEnd(range.endContainer, range.endOffset);
      return part.toString() === whole.toString() ? element.textContent : part.toString();
    },

    line: function (article, text) {
      const time = article.querySelector('time');
      const from = article.getAttribute('data-nick') || article.getAttribute('data-from') || '';
      return (time ? '[' + time.textContent.trim() + '] ' : '') + (from ? from + ': ' : '') + text;
    },

    copy: function (event) {
      if (ConfabTwinInput.isField(event.target)) return;
      const range = this.range();
      if (!range || !event.clipboardData) return;
      const parts = [];
      for (const article of ConfabTwin.root.querySelectorAll('[role=article]')) {
        const body = article.querySelector('[part~=body]');
        const text = body ? this.inside(range, body) : '';
        if (text.trim()) parts.push([article, text]);
      }
      const text = parts.length > 1 ? parts.map(([article, body]) => this.line(article, body)).join('\n')
        : parts.length ? parts[0][1] : range.toString();
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    },
  },
});
