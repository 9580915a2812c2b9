// SPDX-License-Identifier: MIT
// An HTTP proxy to a server on loopback that keeps its answers to itself when told to: they begin, a byte now and then, and
// never end (a slow-loris, as an overloaded or hostile proxy would be). Knows nothing of what it carries.
import http from 'node:http';

export async function slowProxy(port) {
  let trickling = false;
  let kept = 0;   // answers that never end
  const server = http.createServer((request, response) => {
    const far = http.request({ port, host: '127.0.0.1', path: request.url, method: request.method, headers: { ...request.headers, host: `localhost:${port}` } }, (answer) => {
      if (!trickling || request.method === 'OPTIONS') {
        response.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(response);
      }
      kept++;
      answer.resume();
      const { 'content-length': _, ...headers } = answer.headers;
      response.writeHead(answer.statusCode, headers);
      const timer = setInterval(() => { response.write(' '); }, 100);
      return response.on('close', () => { clearInterval(timer); });
    });
    far.on('error', () => { response.destroy(); });
    request.pipe(far);
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  return {
    url: `http://localhost:${server.address().port}`,
    trickle(on) { trickling = on; },
    kept: () => kept,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
