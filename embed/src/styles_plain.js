// SPDX-License-Identifier: MIT
// The chat without a canvas (no WebGL 2, or a lost context): the twin, visible. Boxes keep the
// places the core gave them; here are only colours, edges and bubbles.
import { glyphs } from './styles_text.js';

export const PLAIN = `
.plain canvas{display:none}
.plain .twin{color:var(--text);background:var(--bg)}
.plain .twin ::selection{color:var(--text)}
.plain .twin :focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.plain .twin :is(.side,.people){background:var(--panel)}
.plain .twin .head{box-shadow:inset 0 -1px var(--line)}
.plain .twin .msg{isolation:isolate}
.plain .twin .msg::before{content:"";position:absolute;z-index:-1;inset:0;border-radius:12px;background:var(--other)}
.plain .twin .msg:has(>.who)::before{top:20px}
.plain .twin .msg.own::before{background:var(--own)}
.plain .twin .msg[data-found]::before{box-shadow:0 0 0 4px var(--accent)}
.plain .twin .msg[data-state=failed]::before{bottom:36px}
.plain .twin .who{color:var(--accent)}
.plain .twin :is(time,.time,.dim,.day,.info,.hint,.off,[role=status]){color:var(--dim)}
.plain .twin .accent{color:var(--accent)}
.plain .twin .label{color:var(--text)}
.plain .twin :is(.sr,.past){color:transparent}
.plain .twin .scrim{background:rgb(11 13 18 / 40%)}
.plain .twin :is(.bad,.error,.divider,[role=alert]){color:var(--bad)}
.plain .twin .warn{color:var(--warn)}
.plain .twin a[href]{color:var(--accent);text-decoration:underline}
.plain .twin a[data-ask]{color:var(--warn)}
.plain .twin button{border-radius:8px}
.plain .twin button:hover:not(:disabled){background:var(--hover)}
.plain .twin button:disabled{opacity:.45}
.plain .twin .btn{border-radius:10px}
.plain .twin :is(.btn.primary,button[name=send]){background:var(--accent)!important;color:var(--on-accent)}
.plain .twin .btn.danger{background:var(--bad)!important;color:var(--bg)}
.plain .twin .btn.ghost{box-shadow:inset 0 0 0 1px var(--line)}
.plain .twin .btn.plain{color:var(--accent)}
.plain .twin button.btn{display:flex;align-items:center;justify-content:center}
.plain .twin .icon{display:grid;place-items:center;font-size:20px;line-height:1;color:var(--dim)}
.plain .twin .icon.round{border-radius:50%}
.plain .twin button[name=send]{border-radius:50%;color:var(--on-accent)}
.plain .twin [dir=rtl] :is(.ic-back,.ic-send,.ic-reply):empty::before,.frame[dir=rtl] .plain .twin :is(.ic-back,.ic-send,.ic-reply):empty::before{transform:scaleX(-1)}
.plain .twin textarea,.plain .twin input:not([type=checkbox],[type=radio]),.plain .twin select{box-shadow:0 0 0 1px var(--line);border-radius:10px;background:var(--raise)}
.plain .twin textarea[name=message]{border-radius:20px}
.plain .twin :is(textarea,input):focus{box-shadow:0 0 0 1px var(--accent),0 0 0 3px color-mix(in srgb,var(--accent) 22%,transparent);outline:none}
.plain .twin [aria-invalid=true]{box-shadow:0 0 0 1px var(--bad)!important}
.plain .twin :is([type=checkbox],[type=radio]){appearance:auto;-webkit-appearance:auto;accent-color:var(--accent)}
.plain .twin :is([role=listitem],[role=option]){border-radius:12px}
.plain .twin :is([aria-current=true],[aria-selected=true]){background:var(--own)}
.plain .twin :is([role=listitem],[role=option])[data-i]:hover{background:var(--hover)}
.plain .twin :is([role=dialog],[role=alertdialog],[role=menu],.toast){background:var(--raise);border-radius:12px;box-shadow:var(--shadow),0 0 0 1px var(--line)}
.plain .twin [role^=menuitem]{border-radius:8px}
.plain .twin [role^=menuitem]:is(:hover,:focus){background:var(--hover)}
.plain .twin .badge{background:var(--accent);color:var(--on-accent);border-radius:10px;box-shadow:0 0 0 3px var(--accent)}
.plain .twin .tag{color:var(--accent)}
.plain .twin .banner{background:color-mix(in srgb,var(--warn) 14%,var(--bg));color:var(--warn)}
.plain .twin button[aria-label]:empty:not([class*=ic-])::before{content:attr(aria-label);display:block;overflow:hidden;text-overflow:ellipsis;font-size:11px;line-height:14px;text-align:center;white-space:normal}
${glyphs}
@media (forced-colors:active){.plain .twin .body{outline:1px solid CanvasText}.plain .twin button{outline:1px solid ButtonText}}`;
