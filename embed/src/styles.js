// SPDX-License-Identifier: MIT
// The one style sheet of a widget, inside its shadow root. The picture is the canvas's; this is the
// frame around it, the invisible twin on top, and the text fields, which are always real.
import { PLAIN } from './styles_plain.js';
import { textStyles } from './styles_text.js';

const LIGHT = `--bg:#ffffff;--panel:#f6f7f9;--raise:#ffffff;--line:#e4e7ec;--hover:#eef0f4;--text:#14171c;--dim:#5b6472;--accent:#3659e3;
--on-accent:#ffffff;--own:#e8edff;--other:#f1f3f6;--ok:#12834a;--warn:#a15c00;--bad:#c5283d;--select:rgb(54 89 227 / 28%);--thumb:rgb(91 100 114 / 55%);
--shadow:0 12px 32px rgb(20 23 28 / 25%);color-scheme:light;`;
const DARK = `--bg:#15171c;--panel:#1b1e25;--raise:#20242c;--line:#2c313b;--hover:#272c36;--text:#eceef2;--dim:#9aa4b2;--accent:#8aa2ff;
--on-accent:#0d1330;--own:#263056;--other:#242832;--ok:#5fd39a;--warn:#f0b35a;--bad:#ff8b98;--select:rgb(138 162 255 / 34%);--thumb:rgb(154 164 178 / 55%);
--shadow:0 12px 32px rgb(0 0 0 / 50%);color-scheme:dark;`;

export const FONT_UI = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
export const FONT_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace';

// The page can style the host element like any other, so what must hold is !important there; [made]
// is an element of ours, which fills its parent whatever the page does. The grid gives .frame the
// height of a host that has only a min-height. Nothing but inherited properties reaches further in,
// and .frame resets those.
const HOST = `
:host{display:grid!important;grid:minmax(0,1fr)/minmax(0,1fr)!important;box-sizing:border-box;position:relative;min-width:0;contain:layout style}
:host([hidden]){display:none!important}
:host([view=embedded]){width:100%;height:100%;min-height:240px}
:host([view=embedded][made]){width:100%!important;height:100%!important;min-height:240px!important;margin:0!important;position:relative!important}
:host([view=overlayed]){position:fixed!important;inset:auto!important;width:0!important;height:0!important;min-width:0!important;min-height:0!important;
margin:0!important;padding:0!important;border:0!important;transform:none!important;filter:none!important;opacity:1!important;visibility:visible!important;
contain:none!important;float:none!important;z-index:var(--confab-z,2147483000)!important}
:host([view=fullscreen]){position:fixed!important;inset:0!important;width:auto!important;height:auto!important;margin:0!important;padding:0!important;
border:0!important;transform:none!important;contain:none!important;z-index:var(--confab-z,2147483000)!important}
.frame{all:initial;display:block;width:100%;height:100%;${LIGHT}
font:15px/21px ${FONT_UI};color:var(--text);-webkit-text-size-adjust:100%;text-size-adjust:100%;direction:ltr}
.frame[dir=rtl]{direction:rtl}
.frame.dark{${DARK}}
.frame *{box-sizing:border-box}`;

const WINDOW = `
.window{position:relative;width:100%;height:100%;overflow:hidden;background:var(--bg)}
.window[hidden]{display:none}
.overlayed .window{position:fixed;width:min(var(--w,380px),100vw - var(--room-x,24px));height:min(var(--h,600px),100vh - var(--room,112px));
border-radius:16px;box-shadow:var(--shadow);animation:confab-in 120ms ease-out}
.overlayed .window::after{content:"";position:absolute;inset:0;border-radius:16px;box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--line) 70%,transparent);pointer-events:none}
.overlayed.narrow.mobile-fullscreen .window{inset:0!important;width:auto;height:auto;border-radius:0;box-shadow:none}
.overlayed.narrow.mobile-fullscreen .window::after{display:none}
.overlayed.narrow.mobile-sheet .window{inset:auto 0 0 0!important;width:auto;height:min(88vh,var(--vv,88vh));border-radius:16px 16px 0 0}
.narrow.mobile-fullscreen .window,.fullscreen .window{top:var(--vv-top,0)!important;height:var(--vv,100%);bottom:auto!important;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}
.overlayed.narrow.mobile-fullscreen .window{height:var(--vv,100dvh)}
@keyframes confab-in{from{opacity:0;transform:translateY(8px)}}
.stage{position:relative;width:100%;height:100%;overflow:hidden}
canvas{position:absolute;inset:0;width:100%!important;height:100%!important;display:block;pointer-events:none;outline:none}
canvas.blank{visibility:hidden}
.live{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

const TWIN = `
.twin{position:absolute;inset:0;overflow:hidden;color:transparent;-webkit-user-select:none;user-select:none;cursor:default;touch-action:manipulation;
outline:none;-webkit-tap-highlight-color:transparent}
.twin *{margin:0;padding:0;border:0;background:none;color:inherit;font:inherit;text-align:start;text-decoration:none;list-style:none;outline:none;
appearance:none;-webkit-appearance:none;border-radius:0;min-width:0;-webkit-tap-highlight-color:transparent}
.twin [hidden]:not([hidden=until-found]){display:none}
.twin button,.twin a[href],.twin [role=button],.twin [role^=menuitem],.twin [role=option],.twin [role=tab],.twin [data-i][tabindex]{cursor:pointer}
.twin button:disabled,.twin [aria-disabled=true]{cursor:default}
.twin [role=log],.twin [role=article],.twin [role=article] [data-i]:not(a,button){cursor:default}
.twin button{overflow:hidden;white-space:nowrap}
.twin [part~=body]{-webkit-user-select:text;user-select:text;cursor:text}
.twin [part~=body] *{-webkit-user-select:text;user-select:text}
.twin textarea,.twin input:not([type=checkbox],[type=radio]),.twin select{color:var(--text);caret-color:var(--accent);-webkit-user-select:text;user-select:text;cursor:text;resize:none;
overflow-wrap:anywhere;unicode-bidi:plaintext}
.twin :is(input,textarea):placeholder-shown{unicode-bidi:normal}
.twin textarea{overflow:hidden auto;overscroll-behavior:contain}
.twin input[type=password]{font-family:Verdana,${FONT_UI}}
.twin input:-webkit-autofill{-webkit-text-fill-color:var(--text);transition:background-color 1e6s 1e6s}
.twin ::placeholder{color:var(--dim);opacity:1}
.twin ::selection{background:var(--select);color:transparent}
.twin :is(textarea,input)::selection{color:var(--text)}
.twin [role=log],.twin [data-scroll]{overflow-y:auto;overflow-x:hidden;overscroll-behavior:contain;overflow-anchor:none;touch-action:pan-y}
.twin ::-webkit-scrollbar{width:8px;height:8px;background:transparent}
.twin ::-webkit-scrollbar-thumb{background:transparent;border-radius:4px}
.twin :hover::-webkit-scrollbar-thumb,.twin :focus::-webkit-scrollbar-thumb{background:var(--thumb)}
@supports (-moz-appearance:none){.twin *{scrollbar-width:thin;scrollbar-color:transparent transparent}.twin :hover{scrollbar-color:var(--thumb) transparent}}
@media (pointer:coarse){.twin [part~=body],.twin [part~=body] *{-webkit-user-select:none;user-select:none;-webkit-touch-callout:none}}`;

const LAUNCHER = `
.launcher{all:unset;position:fixed;display:grid;place-items:center;grid-auto-flow:column;gap:8px;box-sizing:border-box;min-width:60px;height:60px;border-radius:30px;
background:var(--accent);color:var(--on-accent);box-shadow:var(--shadow);cursor:pointer;-webkit-tap-highlight-color:transparent;transition:filter 120ms ease-out}
.launcher[hidden]{display:none}
.launcher:hover{filter:brightness(1.07)}.launcher:active{filter:brightness(.94)}
.launcher:focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 45%,transparent);outline-offset:2px}
.launcher svg{width:28px;height:28px;stroke:currentColor;fill:none;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.launcher img{width:60px;height:60px;border-radius:30px;object-fit:cover}
.launcher.pill{padding:0 22px 0 18px;font-weight:600}
.launcher.tab{height:40px;border-radius:12px 12px 0 0;padding:0 16px;font-weight:600}
.launcher.tab.top{border-radius:0 0 12px 12px}
.launcher.tab:is(.at-left,.at-right){writing-mode:vertical-rl;width:40px;min-width:0;height:auto;padding:16px 0;border-radius:0 12px 12px 0}
.launcher.tab.at-right{border-radius:12px 0 0 12px}
.launcher.tab svg{width:20px;height:20px}
.launcher .badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:20px;height:20px;padding:0 6px;border-radius:10px;background:var(--bad);color:#fff;font:600 12px/20px ${FONT_UI};text-align:center}
.dark .launcher .badge{color:#2a0a10}
.launcher .badge[hidden]{display:none}
.narrow.open .launcher{display:none}`;

const COVER = `
.cover{position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:16px;padding:32px;text-align:center;background:var(--bg)}
.cover[hidden]{display:none}
.cover.passing{pointer-events:none}
.cover p{margin:0;max-width:320px;color:var(--text)}
.cover .bar{position:absolute;top:0;left:0;right:0;height:3px;overflow:hidden;background:var(--hover)}
.cover .bar i{position:absolute;top:0;bottom:0;left:0;width:40%;background:var(--accent);transform:translateX(-100%);animation:confab-bar 1.2s 300ms ease-in-out infinite}
@keyframes confab-bar{to{transform:translateX(250%)}}
.cover .bones{position:absolute;inset:24px 16px;display:flex;flex-direction:column;justify-content:flex-end;gap:12px;opacity:0;animation:confab-late 120ms 300ms ease-out forwards}
@keyframes confab-late{to{opacity:1}}
.cover .bones b{height:42px;border-radius:12px;background:var(--other);width:62%}
.cover .bones b:nth-child(2){width:44%}.cover .bones b:nth-child(3){width:52%;align-self:flex-end;background:var(--own)}
.cover button{all:unset;box-sizing:border-box;min-height:42px;padding:10px 20px;border-radius:10px;background:var(--accent);color:var(--on-accent);font-weight:600;cursor:pointer}
.cover button:focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 45%,transparent);outline-offset:2px}
.cover .shut{position:absolute;top:8px;inset-inline-end:8px;min-height:0;width:32px;height:32px;padding:6px;background:none;color:var(--dim)}
.cover .shut svg{width:20px;height:20px;stroke:currentColor;fill:none;stroke-width:1.75;stroke-linecap:round;display:block}`;

const LESS = `
@media (prefers-reduced-motion:reduce){.frame *,.frame *::after{animation-duration:0.01ms!important;animation-iteration-count:1!important;transition:none!important}.cover .bar i{transform:none;width:100%;opacity:.5}}
.still *,.still *::after{animation-duration:0.01ms!important;animation-iteration-count:1!important;transition:none!important}
@media (forced-colors:active){.launcher,.cover button,.overlayed .window{border:1px solid ButtonText}.twin :focus-visible{outline:2px solid Highlight}}
@media print{:host([view=overlayed]){display:none!important}}`;

const TEXT = HOST + WINDOW + TWIN + textStyles(FONT_MONO) + LAUNCHER + COVER + PLAIN + LESS;
let sheet = null;

/** Gives `root` the sheet, in a way that a strict style-src allows. */
export function applyStyles(root, nonce) {
  try {
    if (!sheet) {
      const made = new CSSStyleSheet();
      made.replaceSync(TEXT);
      sheet = made;
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    if (nonce) style.nonce = nonce;
    style.textContent = TEXT;
    root.append(style);
  }
}
