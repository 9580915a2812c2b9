// SPDX-License-Identifier: MIT
// What is measured. A scenario prepares once, then runs once a client and round; it returns flat figures, in ms, MB,
// KB and CPU seconds. Which of them must be how small is in targets.mjs.
import { Bot } from './bot.mjs';
import { cpuBetween, withPage } from './browser.mjs';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let serial = 0;
const freshRoom = (name) => `${name}-${Date.now().toString(36)}-${++serial}@conference.localhost`;
const visitor = () => `visitor${++serial}`;

async function archive(world, room, count) {
  const [writer, reader] = [await Bot.connect(world.server.c2s, 'alice'), await Bot.connect(world.server.c2s, 'bob')];
  await writer.join(room);
  await reader.join(room);
  const done = reader.hears(`m/${count}.`);
  await writer.post(room, count, 'm');
  await done;
  writer.close();
  reader.close();
  await sleep(300);
  return room;
}

const flatten = (prefix, object) => Object.fromEntries(Object.entries(object).map(([k, v]) => [`${prefix}_${k}`, v]));

async function load(world, client, room) {
  return withPage(client.graphics, async (page, another) => {
    const visit = async (page) => {
      await page.go(client.url(world, { room, nick: visitor() }));
      const painted = await page.ask(() => window.probe.rows(20));
      await sleep(2500);
      return { painted, tasks: await page.longTasks(), wire: page.wire };
    };
    const cold = await visit(page);
    let warm;
    for (let i = 0; i < 2; i++) {   // the third visit finds compiled code in the cache, as a returning visitor does
      await page.close();
      await sleep(2300);
      page = await another();
      await page.protocol.send('Storage.clearDataForOrigin', { origin: world.pages.origin, storageTypes: 'local_storage,session_storage,indexeddb,cookies' });
      warm = await visit(page);
    }
    return { cold: cold.painted, cold_kb: cold.wire.bytes / 1024, cold_requests: cold.wire.requests, ...flatten('cold_tasks', cold.tasks),
      warm: warm.painted, ...flatten('warm_tasks', warm.tasks) };
  });
}

export const warmUp = (world, client) => withPage(client.graphics, async (page) => {
  await page.go(client.url(world, { room: freshRoom('warm'), nick: visitor() }));
  await page.ask(() => window.probe.entered(), undefined, 120);
});

const throughput = (count) => async (world, client) => withPage(client.graphics, async (page) => {
  const room = freshRoom('flood');
  const [writer, reader] = [await Bot.connect(world.server.c2s, 'alice'), await Bot.connect(world.server.c2s, 'bob')];
  await writer.join(room);
  await reader.join(room);
  await page.go(client.url(world, { room, nick: visitor() }));
  await page.ask(() => window.probe.entered());
  writer.say(room, 'first row 0/0.', 'first');
  await page.ask((text) => window.probe.sees(text), '0/0.');
  await sleep(2500);
  const memory_before = await page.memory();
  const [before, from, begin] = [await page.cpu(), await page.now(), performance.now()];
  const served = reader.hears(`m/${count}.`).then(() => performance.now() - begin);
  const shown = page.ask((text) => window.probe.sees(text), `m/${count}.`);
  await writer.post(room, count, 'm');
  const server = await served;
  const painted = (await shown) - from;
  const cpu = cpuBetween(before, await page.cpu());
  const tasks = await page.longTasks(from);
  await sleep(2000);
  const result = { painted, server, over_server: painted / server, per_second: (count * 1000) / painted, cpu: cpu.total, ...flatten('tasks', tasks),
    memory_before, memory_after: await page.memory(), held: await page.ask(() => window.probe.held()) };
  writer.close();
  reader.close();
  return result;
});

const occupants = (count) => async (world, client, room) => withPage(client.graphics, async (page) => {
  await page.go(client.url(world, { room, nick: visitor() }));
  const connected = await page.ask(() => window.probe.connected);
  const listed = await page.ask((n) => window.probe.everybody(n), count);
  await sleep(2500);
  const tasks = await page.longTasks();
  await sleep(2300);   // the session is gone before the next one comes
  return { all: listed - connected, ...flatten('tasks', tasks) };
});

async function crowded(world, count) {
  const room = await archive(world, freshRoom(`crowd${count}`), 50);
  const answer = await fetch(`http://127.0.0.1:${world.server.http}/confab_fill?room=${room.split('@')[0]}&n=${count}`);
  if (!answer.ok) throw new Error(`the room could not be filled: ${answer.status}`);
  return room;
}

async function history(world, client, room) {
  return withPage(client.graphics, async (page) => {
    await page.go(client.url(world, { room, nick: visitor() }));
    await page.ask(() => window.probe.rows(20));
    await sleep(2500);
    const before = await page.cpu();
    const result = await page.ask(async () => {
      const { probe } = window;
      const begin = performance.now();
      let [held, progress, previous, worst] = [0, begin, begin, 0];
      for (;;) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        worst = Math.max(worst, now - previous);
        previous = now;
        probe.scrollUp();
        if (probe.held() > held) [held, progress] = [probe.held(), now];
        if (/ m\/1\.$/.test(probe.oldest().trim())) return { time: now - begin, worst_frame: worst, held, complete: 1 };
        if (now - progress > 30000) return { time: now - begin, worst_frame: worst, held, complete: 0 };
      }
    });
    return { ...result, cpu: cpuBetween(before, await page.cpu()).total, memory: await page.memory() };
  });
}

async function typing(world, client) {
  return withPage(client.graphics, async (page) => {
    const room = await archive(world, freshRoom('typing'), 200);
    const writer = await Bot.connect(world.server.c2s, 'alice');
    await writer.join(room);
    await page.go(client.url(world, { room, nick: visitor() }));
    await page.ask(() => window.probe.rows(20));
    await sleep(2500);
    await page.page.evaluate(() => {
      const { probe } = window;
      probe.echoes = [];
      probe.gaps = [];
      let previous = performance.now();
      requestAnimationFrame(function tick(now) { probe.gaps.push(now - previous); previous = now; requestAnimationFrame(tick); });
      addEventListener('keydown', (event) => {
        const length = probe.written();
        requestAnimationFrame(function look() {
          if (probe.written() > length) requestAnimationFrame(() => probe.echoes.push(performance.now() - event.timeStamp));
          else requestAnimationFrame(look);
        });
      }, true);
      probe.focus();
    });
    const flood = writer.post(room, 50 * 14, 'm', 50);
    await sleep(1500);
    for (let i = 0; i < 100; i++) {
      await page.page.keyboard.type('the quick brown fox jumps '[i % 26]);
      await sleep(60 + (i * 37) % 41);   // no rhythm: a key that keeps step with the frames meets always the same moment of one
    }
    await flood;
    const { echoes, gaps } = await page.page.evaluate(() => ({ echoes: window.probe.echoes, gaps: window.probe.gaps }));
    writer.close();
    return { key_p50: percentile(echoes, 0.5), key_p95: percentile(echoes, 0.95), frame_p50: percentile(gaps, 0.5), frame_p95: percentile(gaps, 0.95) };
  });
}

const idle = (seconds) => async (world, client, room) => withPage(client.graphics, async (page) => {
  await page.go(client.url(world, { room, nick: visitor() }));
  await page.ask(() => window.probe.rows(20));
  await sleep(8000);
  const [before, frames] = [await page.cpu(), await page.ask(() => window.probe.frames())];
  await sleep(seconds * 1000);
  const cpu = cpuBetween(before, await page.cpu());
  return { ...flatten('cpu', cpu), frames: (await page.ask(() => window.probe.frames())) - frames };
});

// An account in a room, reloaded: from the navigation to history, composer and a session that is there. And what the
// socket says until then: from one way to the other and back is a round trip.
async function reload(world, client, room) {
  return withPage(client.graphics, async (page) => {
    await page.go(client.url(world, { room, nick: visitor(), account: 'carol@localhost', password: 'carolpass' }));
    await page.ask(() => window.probe.usable(20));
    await sleep(4000);
    const talk = page.listen();
    await page.again();
    const usable = await page.ask(() => window.probe.usable(20));
    await sleep(1500);
    const there = talk.findIndex(([, text]) => /<resumed|<success|<failed/.test(text));
    const trips = talk.slice(0, there + 1).filter(([way], i, all) => way === 'in' && all[i - 1]?.[0] === 'out').length;
    return { usable, trips, ...flatten('tasks', await page.longTasks()) };
  });
}

// The same room in one tab, then in twelve: what crosses the wire while they come and while 50 messages do, and the CPU of
// all renderers.
async function tabs(world, client, room) {
  return withPage(client.graphics, async (first, another) => {
    const writer = await Bot.connect(world.server.c2s, 'alice');
    await writer.join(room);
    const all = [first];
    const crossed = () => all.reduce((sum, page) => sum + page.talked, 0);
    const url = client.url(world, { room, nick: visitor(), account: 'carol@localhost', password: 'carolpass' });
    const flood = async (name) => {
      const [begin, cpu] = [crossed(), await first.allRenderers()];
      await writer.post(room, 50, name, 50);
      for (const page of all) await page.ask((text) => window.probe.sees(text), `${name}/50.`);
      await sleep(1000);
      return { bytes: crossed() - begin, cpu: (await first.allRenderers()) - cpu };
    };
    await first.go(url);
    await first.ask(() => window.probe.usable(20));
    await sleep(1500);
    const start = crossed();
    const one = await flood('one');
    while (all.length < 12) {
      const page = await another();
      all.push(page);
      await page.go(url);
      await page.ask(() => window.probe.usable(20));
    }
    await sleep(1500);
    const twelve = await flood('twelve');
    writer.close();
    return { bytes_1: start + one.bytes, bytes_12: crossed() - one.bytes, bytes_times: (crossed() - one.bytes) / (start + one.bytes),
      flood_bytes_times: twelve.bytes / one.bytes, cpu_1: one.cpu, cpu_12: twelve.cpu };
  });
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const GROUPS = { sessions: ['reload', 'tabs'] };

export const SCENARIOS = {
  load: { prepare: (world) => archive(world, freshRoom('load'), 100), run: load },
  throughput1000: { run: throughput(1000) },
  throughput5000: { run: throughput(5000) },
  occupants500: { prepare: (world) => crowded(world, 500), run: occupants(500) },
  occupants2000: { prepare: (world) => crowded(world, 2000), run: occupants(2000) },
  history: { prepare: (world) => archive(world, freshRoom('history'), 5000), run: history },
  typing: { run: typing },
  reload: { prepare: (world) => archive(world, freshRoom('reload'), 100), run: reload },
  tabs: { prepare: (world) => archive(world, freshRoom('tabs'), 100), run: tabs },
  idle: { prepare: (world) => archive(world, freshRoom('idle'), 100), run: idle(60) },
};
