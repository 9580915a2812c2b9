// SPDX-License-Identifier: MIT
// doctor(): looks for the usual reasons why a chat does not work on a page, for the site owner.

function socketCheck(url) {
  return new Promise((resolve) => {
    let socket;
    const end = (ok, message) => {
      clearTimeout(timer);
      if (socket) socket.onopen = socket.onerror = socket.onclose = null;
      socket?.close();
      resolve({ id: 'websocket', ok, message });
    };
    const timer = setTimeout(() => end(false, `${url} does not answer within 8 seconds.`), 8000);
    try {
      socket = new WebSocket(url, 'xmpp');
    } catch (error) {
      end(false, `${url} is refused by the browser: ${error.message}`);
      return;
    }
    socket.onopen = () => end(socket.protocol === 'xmpp', socket.protocol === 'xmpp' ? `${url} speaks XMPP over WebSocket.`
      : `${url} answers, but does not choose the sub-protocol xmpp.`);
    socket.onerror = () => end(false, `${url} cannot be reached. Check the address, the server, the certificate and connect-src.`);
  });
}

export async function examine(options, core) {
  const checks = [];
  const add = (id, ok, message) => checks.push({ id, ok, message });
  add('secure', window.isSecureContext, window.isSecureContext ? 'The page is a secure context.' : 'The page is not served over https:. Passwords travel more slowly to check and storage is limited.');
  add('webassembly', typeof WebAssembly === 'object', 'WebAssembly.');
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2');
  add('webgl2', !!gl, gl ? 'WebGL 2 is there.' : 'No WebGL 2: the chat is shown without the canvas.');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  if (options.websocket_url) {
    const url = new URL(options.websocket_url, document.baseURI).href;
    if (location.protocol === 'https:' && url.startsWith('ws:')) add('mixed', false, 'A page over https: may only use wss:.');
    checks.push(await socketCheck(url));
  } else {
    add('address', options.discover_connection_methods, options.discover_connection_methods
      ? 'No websocket_url: the address is looked up in host-meta.' : 'Neither websocket_url nor discover_connection_methods is set.');
  }
  let connection = null;
  try {
    connection = core ? await core.call('doctor') : null;
  } catch (error) {
    add('core', false, error.message);
  }
  return { ok: checks.every((c) => c.ok || c.id === 'webgl2' || c.id === 'secure'), checks, connection };
}
