// SPDX-License-Identifier: MIT
// The classes of the DOM twin (docs/twin-classes.md): what makes its letters lie exactly on the
// picture's. How they look when the twin is visible is at the end, for .plain.

const LINES = { 22: 28, 16: 20, 15: 21, 14: 20, 13: 18, 12: 16, 11: 14 };
const SIZES = Array.from({ length: 33 }, (_, i) => i + 8)
  .map((px) => `.twin .t${px}{font-size:${px}px;line-height:${LINES[px] ?? Math.round(px * 1.4)}px}`).join('');

// A visual line is a bidi paragraph of its own: the mark before it gives the direction, the forced
// break after it ends it. Both are generated, so they are neither copied nor found.
export const TEXT_LAYER = `${SIZES}
.twin .w600{font-weight:600}
.twin .it{font-style:italic}
.twin .st{text-decoration:line-through}
.twin .el{white-space:nowrap;overflow:hidden}
.twin .ctr{text-align:center}
.twin .body,.twin .para{white-space:pre;overflow-wrap:normal;unicode-bidi:plaintext}
.twin .ln::before{content:"\\200E"}
.twin .ln.r{direction:rtl}
.twin .ln.r::before{content:"\\200F"}
.twin .sb::after{content:"\\A";white-space:pre}
.twin .rn{unicode-bidi:isolate}
.twin .spacer{visibility:hidden;pointer-events:none}
.twin .list,.twin .log{overflow:hidden auto;overscroll-behavior:contain;overflow-anchor:none}
.twin .past div{white-space:pre-wrap;overflow-wrap:anywhere;overflow:hidden}
.twin .sr{overflow:hidden;white-space:nowrap;clip-path:inset(50%)}
.twin .field{padding:0 12px}
.twin .find{padding:0 12px 0 36px}
.twin [dir=rtl] .find{padding:0 36px 0 12px}
.twin .find::-webkit-search-cancel-button{-webkit-appearance:none}
.twin .compose{padding:9px 14px 10px}
.twin .app,.twin .app>div{overflow:hidden}
.twin .time,.twin .who,.twin .el{pointer-events:none}
.twin .msg .who,.twin .body{pointer-events:auto}
.plain .twin .dim,.plain .twin .day,.plain .twin .info,.plain .twin .time{color:var(--dim)}
.plain .twin .bad,.plain .twin .error,.plain .twin .divider{color:var(--bad)}
.plain .twin .warn{color:var(--warn)}
.plain .twin .accent,.plain .twin .tag,.plain .twin .plain,.plain .twin .who{color:var(--accent)}
.plain .twin .side,.plain .twin .people{background:var(--panel)}
.plain .twin .head{box-shadow:inset 0 -1px var(--line)}
.plain .twin .msg .body{background:var(--other);box-shadow:0 0 0 8px var(--other);border-radius:8px}
.plain .twin .msg.own .body{background:var(--own);box-shadow:0 0 0 8px var(--own)}
.plain .twin .badge,.plain .twin .btn.primary{background:var(--accent);color:var(--on-accent);border-radius:10px}
.plain .twin .btn.danger{background:var(--bad);color:#fff;border-radius:10px}
.plain .twin .btn.ghost{box-shadow:inset 0 0 0 1px var(--line);border-radius:10px}
.plain .twin .scrim{background:rgb(11 13 18 / 40%)}
.plain .twin .toast{background:var(--text);color:var(--bg);border-radius:12px}
.plain .twin .sr{color:transparent}
.plain .twin .past{color:transparent}`;
