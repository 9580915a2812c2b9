// SPDX-License-Identifier: MIT
// A TCP line to a server on loopback that breaks when told to: both ends are reset at once, in the middle of whatever
// was under way, as a lost network would do. Knows nothing of what it carries.
import net from 'node:net';

export async function lossyLine(port) {
  const pairs = new Set();
  let blocked = false;
  let left = Infinity;   // bytes that still pass from the page to the server
  const drop = () => { for (const pair of pairs) for (const socket of pair) socket.destroy(); };
  const server = net.createServer((page) => {
    if (blocked) return page.destroy();
    const far = net.connect(port, '127.0.0.1');
    const pair = [page, far];
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => { pairs.delete(pair); page.destroy(); far.destroy(); });
    }
    far.on('data', (data) => page.write(data));
    page.on('data', (data) => {
      if (data.length < left) {
        left -= data.length;
        return far.write(data);
      }
      const last = data.subarray(0, left);
      left = Infinity;
      far.write(last, drop);
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: server.address().port,
    drop,
    /** Breaks after this many more bytes from the page. */
    dropAfter(bytes) { left = bytes; },
    /** Breaks, and lets nobody in until it is told otherwise. */
    block(on) {
      blocked = on;
      if (on) drop();
    },
    close() { server.close(); drop(); },
  };
}
