// SPDX-License-Identifier: MIT
// Starts a browser by name. What every browser's module gives, and no more than all three can do:
//   browser: name, version, newPage({width, height, dpr, dark, locale, touch, reducedMotion}), close()
//   page:    goto(url), evaluate(source), move/down/up(x, y), wheel(dx, dy), type(text), insert(text), press('Shift+Tab'),
//            screenshot(clip) -> PNG bytes, resize(w, h), close(), log: lines of the console and page errors
// Chromium's page also has hide(bool), offline(bool) and tap(x, y), and honours dark, locale, touch and reducedMotion.

import { spawnSync } from 'node:child_process';

export const BROWSERS = ['chromium', 'firefox', 'webkit'];

/** Firefox and WebKitGTK draw WebGL only with an X display: gets one and starts the program over. */
export function underDisplay(browsers) {
  if (process.env.DISPLAY || browsers.every((b) => b === 'chromium')) return;
  const again = spawnSync('xvfb-run', ['-a', '-s', '-screen 0 1600x1200x24', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(again.status ?? 1);
}

export async function launch(name, options) {
  if (!BROWSERS.includes(name)) throw new Error(`no browser "${name}"; there are ${BROWSERS.join(', ')}`);
  return (await import(`./${name}.mjs`)).launch(options);
}
