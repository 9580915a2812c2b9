// SPDX-License-Identifier: MIT
// The chat without a canvas (no WebGL 2, or a lost context): the twin, visible. Boxes keep the
// places the core gave them; here are only colours, edges and bubbles.

export const PLAIN = `
.plain canvas{display:none}
.plain .twin{color:var(--text);background:var(--bg)}
.plain .twin ::selection{color:var(--text)}
.plain .twin :focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.plain .twin [part~=body]{color:var(--text)}
.plain .twin time,.plain .twin [role=separator],.plain .twin [role=status]{color:var(--dim)}
.plain .twin a[href]{color:var(--accent);text-decoration:underline}
.plain .twin button{border-radius:8px}
.plain .twin button:hover:not(:disabled){background:var(--hover)}
.plain .twin button[type=submit],.plain .twin button[name=send],.plain .twin [data-primary]{background:var(--accent);color:var(--on-accent);text-align:center}
.plain .twin button[type=submit]{border-radius:10px;font-weight:600}
.plain .twin button[name=send]{border-radius:20px}
.plain .twin button:disabled{opacity:.45}
.plain .twin textarea,.plain .twin input:not([type=checkbox],[type=radio]),.plain .twin select{box-shadow:0 0 0 1px var(--line);border-radius:10px;background:var(--raise)}
.plain .twin textarea[name=message]{border-radius:20px}
.plain .twin :is(textarea,input):focus{box-shadow:0 0 0 1px var(--accent),0 0 0 3px color-mix(in srgb,var(--accent) 22%,transparent)}
.plain .twin [aria-invalid=true]{box-shadow:0 0 0 1px var(--bad)!important}
.plain .twin [role=alert]{color:var(--bad)}
.plain .twin [role=listitem],.plain .twin [role=option]{border-radius:12px}
.plain .twin [aria-current=true],.plain .twin [aria-selected=true]{background:var(--own)}
.plain .twin [role=listitem]:hover,.plain .twin [role=option]:hover{background:var(--hover)}
.plain .twin :is([role=dialog],[role=alertdialog],[role=menu]){background:var(--raise);border-radius:12px;box-shadow:var(--shadow);outline:1px solid var(--line)}
.plain .twin [role^=menuitem]{border-radius:8px}
.plain .twin [role^=menuitem]:is(:hover,:focus){background:var(--hover)}
.plain .twin h2{font-weight:600}
.plain .twin button[aria-label]:empty::before{content:attr(aria-label);display:block;overflow:hidden;text-overflow:ellipsis;font-size:11px;line-height:14px;text-align:center;white-space:normal}
@media (forced-colors:active){.plain .twin [part~=body]{outline:1px solid CanvasText}}`;
