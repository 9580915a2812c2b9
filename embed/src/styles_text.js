// SPDX-License-Identifier: MIT
// Text of the twin, set exactly like the painted text below it: the classes that src/ui gives its
// nodes for size, weight, lines and fields (Frame::text_class, paragraph, label, widgets).

// theme.cpp's line_height(): the same numbers, or the layers drift apart.
const LINES = { 22: 28, 16: 20, 15: 21, 14: 20, 13: 18, 12: 16, 11: 14 };
const sizes = Array.from({ length: 36 }, (_, i) => i + 8)
  .map((px) => `.twin .t${px}{font-size:${px}px;line-height:${LINES[px] ?? Math.round(px * 1.4)}px}`).join('');

// A visual line is a bidi paragraph of its own: the mark before it gives the direction, the forced
// break after it ends it. Both are generated, so they are neither copied nor found, and a match of
// find-in-page may run over a wrapped line.
export const textStyles = (mono) => `${sizes}
.twin .w600{font-weight:600}
.twin .mono{font-family:${mono}}
.twin .it{font-style:italic}
.twin .st{text-decoration:line-through}
.twin .el{white-space:pre;overflow:hidden;text-overflow:clip;pointer-events:none}
.twin .ctr{text-align:center}
.twin .end{text-align:end}
.twin .para,.twin .body{white-space:pre;overflow:visible;overflow-wrap:normal;unicode-bidi:plaintext}
.twin .ln::before{content:"\\200E"}
.twin .ln.r{direction:rtl}
.twin .ln.r::before{content:"\\200F"}
.twin .sb::after{content:"\\A";white-space:pre}
.twin .rn{unicode-bidi:isolate;line-height:1;vertical-align:baseline}
.twin .spacer{visibility:hidden;pointer-events:none}
.twin .list,.twin .log{overflow:hidden auto;overscroll-behavior:contain;overflow-anchor:none;touch-action:pan-y}
.twin .past,.twin .past div{white-space:pre-wrap;overflow-wrap:anywhere;overflow:hidden;pointer-events:none}
.twin .sr{overflow:hidden;white-space:nowrap;clip-path:inset(50%)}
.twin .app,.twin .app>div{overflow:hidden}
.twin .time{pointer-events:none}
.twin .msg .body{pointer-events:auto}
.twin .mi{padding:0 12px}
.twin .field{padding:0 12px}
.twin .field.find{padding:0 36px}
.twin .field.find:placeholder-shown{padding-inline-end:12px}
.twin input:placeholder-shown{text-overflow:ellipsis}
.twin .find::-webkit-search-cancel-button{-webkit-appearance:none}
.twin .compose{padding:9.5px 14px 9px}
.twin button.btn{display:block;text-align:center}`;

const GLYPHS = {
  plus: '＋', close: '✕', search: '⌕', people: '☰', person: '☺', send: '➤', back: '‹', gear: '⚙', more: '⋯', down: '↓', reply: '↩', copy: '⧉',
  trash: '⌫', retry: '↻', door: '⇥', chat: '✎', ban: '⊘', edit: '✎', alert: '!', lock: '•',
};

/** Without the canvas nothing draws the icons: the nearest sign every font has. */
export const glyphs = Object.entries(GLYPHS)
  .map(([name, sign]) => `.plain .twin .ic-${name}:empty::before{content:"${sign}"}`).join('');
