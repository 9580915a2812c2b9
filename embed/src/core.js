// SPDX-License-Identifier: MIT
// One running core: instantiates the compiled module on a stage and is the only place that calls
// its exports. What the core asks of the page is the host object, whose shape is below.
import { Ahead } from './ahead.js';
import { asset } from './assets.js';
import { ConfabError } from './errors.js';
import { coreError, loadCore } from './loadcore.js';
import { FONT_MONO, FONT_UI } from './styles.js';

/**
 * What web/library_confab_*.js find as Module.confab.
 * @typedef {object} HostObject
 * @property {HTMLElement} root the twin's root @property {HTMLCanvasElement} canvas
 * @property {AbortSignal} signal ends with the core @property {{ui: string, mono: string}} fonts
 * @property {boolean} shown window open and page visible @property {boolean} dead the core has crashed
 * @property {() => {width: number, height: number, dpr: number}} size
 * @property {(name: string, detail: object) => void} emit @property {(verb: string, arg: string) => void} host
 * @property {(call: number, value: any, ok: boolean) => void} reply @property {(error: unknown) => void} crashed
 * @property {(wall: number, style: string) => string} formatTime @property {(wall: number) => number} utcOffset
 * @property {(url: string, protocol: string) => WebSocket} socket throws as the browser does; it may be open already
 * @property {() => boolean} mayShare a stream with the other tabs @property {import('./storage.js').Store} storage @property {(level: number, text: string) => void} log
 * @property {(element?: Element) => boolean} mayFocus @property {(text: string) => void} announce
 * Set by the libraries: enter(name, numbers, texts), requestFrame(), frameNow(), focusInside().
 */

/** Before there is a core. */
export const NO_STATS = {
  frames: 0, drawn_rows: 0, messages_held: 0, heap_bytes: 0, gpu_bytes: 0, stanzas_in: 0, stanzas_out: 0, resumed: false, transport: '',
};

/** Not by a timer, which waits for a second where the page is hidden. */
const nextTask = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    done();
  };
  port2.postMessage(0);
});
/** An animation frame: only then is the browser's GPU process up. A hidden page has none. */
const nextFrame = () => new Promise((done) => {
  if (document.hidden) done();
  requestAnimationFrame(done);
  setTimeout(done, 1000);
});
const wantsPicture = (options) => options.rendering.backend !== 'dom' && typeof WebGL2RenderingContext === 'function';
const PATIENCE_MS = 2000;  // how long a lost GL context may take to come back before the twin shows
const SLOW_MS = 8000;      // and the first picture

export class Core {
  #module = null;
  #controller = new AbortController();
  #calls = new Map();
  #lastCall = 0;
  #lostTimer = 0;
  #ahead = new Ahead();
  /** @type {WebGL2RenderingContext|null} */
  #gl = null;

  /** @param {import('./view.js').View} view @param {Partial<HostObject>} services */
  constructor(view, services) {
    this.view = view;
    view.freshStage();
    /** @type {HostObject} */
    this.host = {
      root: view.twin, canvas: view.canvas, signal: this.#controller.signal, fonts: { ui: FONT_UI, mono: FONT_MONO },
      shown: false, dead: false,
      reply: (call, value, ok) => this.#reply(call, value, ok),
      crashed: (error) => this.#crashed(error),
      announce: (text) => view.announce(text),
      socket: (url, protocol) => this.#ahead.socket(url, protocol),
      ...services,
    };
    this.onCrash = services.onCrash;
  }

  /** @param {string} json strict options @returns {Promise<ConfabError[]>} warnings */
  async start(options, json) {
    const loading = loadCore(options);
    loading.catch(() => {});  // told below
    const { storage } = this.host;
    const claimed = storage.claim();
    storage.records.readAhead();
    this.#ahead.begin(options, storage);
    await this.#warmUp();
    const { factory, module, warnings } = await loading;
    if (this.#controller.signal.aborted) throw new ConfabError('destroyed');
    this.#module = await this.#instantiate(factory, module, options);
    await claimed;
    await nextTask();
    if (this.#controller.signal.aborted) throw new ConfabError('destroyed');
    this.host.enter('confab_create', [null], [json]);
    if (this.host.dead) throw new ConfabError('out-of-memory', { cause: this.crash });
    return warnings;
  }

  /**
   * After start(): the picture, or the twin in its place. Starting the GPU blocks the page for about
   * as long as the server takes to answer, which is what the session does by then.
   * @returns {Promise<ConfabError[]>} warnings
   */
  async graphics(options) {
    const wanted = wantsPicture(options);
    if (wanted) {
      await nextFrame();  // a context asked for before the GPU process is up would block until then
      await nextTask();
    }
    if (this.#controller.signal.aborted) throw new ConfabError('destroyed');
    if (wanted) this.#makeContext();
    const painting = !!this.#gl && !this.#gl.isContextLost();
    if (painting) this.host.enter('confab_graphics', []);
    this.view.setPlain(!painting);
    if (painting) {
      this.view.coverPassing();
      this.#watchContext();
      this.#expectPicture(SLOW_MS);
    }
    return painting || !wanted ? [] : [new ConfabError('no-webgl')];
  }

  #expectPicture(ms) {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = setTimeout(() => {
      if (this.host.shown) this.view.setPlain(true);
      else this.#expectPicture(ms);  // nobody looks, so nothing is drawn
    }, ms);
  }

  /** The core has drawn its first whole picture, or the first on a new context: it is on the screen with this frame. */
  painted() {
    clearTimeout(this.#lostTimer);
    this.view.setPainted(true);
    this.view.setPlain(false);
  }

  // The core asks for the context again, by then with the size and attributes it has here.
  #makeContext() {
    const { canvas, stage } = this.view;
    const { dpr } = this.host.size();
    canvas.width = Math.max(1, Math.round(stage.clientWidth * dpr));
    canvas.height = Math.max(1, Math.round(stage.clientHeight * dpr));
    this.#gl = canvas.getContext('webgl2', { alpha: false, depth: false, stencil: false, antialias: false });
  }

  // What the browser is slow at the first time: formats of times, and finding the system's fonts. Each in a task of its
  // own: the page has others.
  async #warmUp() {
    await nextTask();
    this.host.formatTime(Date.now(), 'time');
    await nextTask();
    if (typeof OffscreenCanvas === 'undefined') return;
    const ruler = new OffscreenCanvas(1, 1).getContext('2d');
    for (const weight of ['', '600 ']) {
      ruler.font = `${weight}15px ${FONT_UI}`;
      ruler.measureText('Wx');
    }
  }

  #instantiate(factory, module, options) {
    return new Promise((resolve, reject) => {
      const instantiateWasm = (imports, receive) => {
        WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), (error) => reject(coreError(error)));
        return {};
      };
      factory({
        canvas: this.view.canvas,
        confab: this.host,
        instantiateWasm,
        locateFile: (name) => asset(name, options),
        print: (text) => console.log(text),
        printErr: (text) => console.warn(text),
        onAbort: (what) => { this.crash = new Error(String(what)); },
      }).then(resolve, (error) => reject(coreError(error)));
    });
  }

  #watchContext() {
    const { canvas } = this.view;
    const { signal } = this.#controller;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();  // asks for it back
      this.host.enter('confab_context_lost', [1]);
      this.view.setPainted(false);
      this.#expectPicture(PATIENCE_MS);
    }, { signal });
    canvas.addEventListener('webglcontextrestored', () => this.host.enter('confab_context_lost', [0]), { signal });
  }

  /** @returns {Promise<any>} the core's answer */
  call(name, args = {}) {
    const id = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      const json = JSON.stringify({ call: name, args });  // may throw
      this.#calls.set(id, { resolve, reject });
      this.#enter('confab_call', [id, null], [json]);
    });
  }

  #reply(id, value, ok) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (ok) call?.resolve(value);
    else call?.reject(new ConfabError(value?.code ?? 'failed', { message: value?.message, hint: value?.hint ?? '' }));
  }

  #enter(name, numbers, texts) {
    if (this.#module) this.host.enter(name, numbers, texts);
  }

  /** @param {0|1|2|3} what hidden, leaving, back, may keep things from now on */
  page(what) { this.#enter('confab_page', [what]); }
  environment(part) { this.#enter('confab_environment', [null], [JSON.stringify(part)]); }
  strings(table) { this.#enter('confab_strings', [null], [JSON.stringify(table)]); }
  show(shown) {
    const was = this.host.shown;
    this.host.shown = shown;
    if (shown && !was) this.host.requestFrame?.();
  }
  resized() { this.host.frameNow?.(); }
  focusInside() { this.host.focusInside?.(); }

  stats() {
    if (!this.#module || this.host.dead) return null;
    const ptr = this.host.enter('confab_stats', []);
    return ptr ? JSON.parse(this.#module.UTF8ToString(ptr)) : null;
  }

  #crashed(error) {
    if (this.host.dead) return;
    this.host.dead = true;
    this.crash = error;
    if (this.#module) queueMicrotask(() => this.onCrash?.(error));
  }

  destroy() {
    clearTimeout(this.#lostTimer);
    this.#ahead.end();
    if (this.#module && !this.host.dead) this.host.enter('confab_destroy', []);
    this.host.storage.destroy();
    this.#controller.abort();
    const { canvas } = this.view;
    this.#gl?.getExtension('WEBGL_lose_context')?.loseContext();
    this.#gl = null;
    canvas.width = canvas.height = 0;
    const gone = new ConfabError('destroyed');
    for (const { reject } of this.#calls.values()) reject(gone);
    this.#calls.clear();
    this.#module = null;
    this.view.stage.replaceChildren();
    this.host.emit = this.host.host = this.host.log = () => {};
  }
}
