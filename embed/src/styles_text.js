// SPDX-License-Identifier: MIT
// Text of the twin, set exactly like the painted text below it: the classes that src/ui gives its
// nodes for size, weight, lines and fields (Frame::text_class, paragraph, label, widgets).

// theme.cpp's line_height(): the same numbers, or the layers drift apart.
const LINES = { 22: 28, 16: 20, 15: 21, 14: 20, 13: 18, 12: 16, 11: 14 };
const sizes = Array.from({ length: 36 }, (_, i) => i + 8)
  .map((px) => `.twin .t${px}{font-size:${px}px;line-height:${LINES[px] ?? Math.round(px * 1.4)}px}`).join('');

export const textStyles = (mono) => `${sizes}
.twin .w600{font-weight:600}
.twin .mono{font-family:${mono}}
.twin .it{font-style:italic}
.twin .st{text-decoration:line-through}
.twin .el{white-space:pre;overflow:hidden;text-overflow:ellipsis;unicode-bidi:plaintext;text-align:start}
.twin .ctr{text-align:center}
.twin .para,.twin .body{white-space:pre;overflow:visible}
.twin .ln{display:block;white-space:pre;direction:ltr;text-align:left;unicode-bidi:isolate;height:1lh}
.twin .ln.r{direction:rtl;text-align:right}
.twin .ctr .ln{text-align:center}
.twin .ln .rn{line-height:1;vertical-align:baseline}
@supports not (height:1lh){.twin .ln{height:auto}}
.twin .past,.twin .past div{white-space:pre-wrap;overflow-wrap:anywhere;overflow:hidden;pointer-events:none}
.twin .sr{overflow:hidden;clip-path:inset(50%)}
.twin .mi{padding:0 12px}
.twin .compose{padding:9px 15px}
.twin .list{overflow-y:auto;overflow-x:hidden;overscroll-behavior:contain;overflow-anchor:none;touch-action:pan-y}
.twin .field{padding:0 12px}
.twin .field.find{padding-inline-start:34px}
.twin button.btn{display:block;text-align:center}`;

const GLYPHS = {
  plus: '＋', close: '✕', search: '⌕', people: '☰', person: '☺', send: '➤', back: '‹', gear: '⚙', more: '⋯', down: '↓', reply: '↩', copy: '⧉',
  trash: '⌫', retry: '↻', door: '⇥', chat: '✎', ban: '⊘', edit: '✎', alert: '!', lock: '•',
};

/** Without the canvas nothing draws the icons: the nearest sign every font has. */
export const glyphs = Object.entries(GLYPHS)
  .map(([name, sign]) => `.plain .twin .ic-${name}:empty::before{content:"${sign}"}`).join('');
