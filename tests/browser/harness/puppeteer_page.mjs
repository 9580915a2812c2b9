// SPDX-License-Identifier: MIT
// A page of puppeteer's behind the harness's page interface (see driver.mjs), of whatever browser.

export async function pageIn(context, { width, height, dpr }) {
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: dpr });
  const log = [];
  page.on('console', (m) => log.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => log.push(`pageerror: ${e.stack ?? e}`));
  return {
    raw: page, context, log,
    goto: (url) => page.goto(url, { waitUntil: 'load' }),
    evaluate: (source) => page.evaluate(source),
    move: (x, y) => page.mouse.move(x, y),
    down: () => page.mouse.down(),
    up: () => page.mouse.up(),
    wheel: (x, y) => page.mouse.wheel({ deltaX: x, deltaY: y }),
    type: (text) => page.keyboard.type(text),
    insert: (text) => page.keyboard.type(text),
    press: async (keys) => {
      const parts = keys.split('+').map((key) => (key === 'Space' ? ' ' : key));
      for (const key of parts.slice(0, -1)) await page.keyboard.down(key);
      await page.keyboard.press(parts.at(-1));
      for (const key of parts.slice(0, -1).reverse()) await page.keyboard.up(key);
    },
    screenshot: async (clip) => Buffer.from(await page.screenshot({ clip })),
    resize: (w, h) => page.setViewport({ width: w, height: h, deviceScaleFactor: dpr }),
    another: () => pageIn(context, { width, height, dpr }),   // a tab of the same visitor
    front: () => page.bringToFront(),
    close: async () => {
      await page.close();
      if (!(await context.pages()).length) await context.close();
    },
  };
}
