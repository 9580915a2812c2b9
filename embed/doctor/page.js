// SPDX-License-Identifier: MIT
// What the page and the browser bring along, and whether the options name a server at all.
import { loopback } from './net.js';

export function checkBrowser(report) {
  report.add('secure', window.isSecureContext, 'warning', window.isSecureContext ? 'The page is a secure context.'
    : 'The page is not served over https:. Signing in takes longer and storage is limited.');
  report.add('webassembly', typeof WebAssembly === 'object', 'error', typeof WebAssembly === 'object' ? 'WebAssembly is there.'
    : 'This browser has no WebAssembly; the chat cannot run in it.');
  const gl = document.createElement('canvas').getContext('webgl2');
  report.add('webgl2', !!gl, 'warning', gl ? 'WebGL 2 is there.' : 'No WebGL 2: the chat is shown without the canvas.');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
}

/** The domain to ask about: of the session, of the options, of the address typed in. */
export function domainOf(options, connection) {
  const jid = connection?.jid || options.jid || options.registration_domain || options.locked_domain || options.default_domain || '';
  return jid.slice(jid.indexOf('@') + 1).split('/')[0].trim().toLowerCase();
}

export function isDomain(domain) {
  try {
    return new URL(`https://${domain}/`).pathname === '/' && /^[^\s/?#@:]+$/.test(domain);
  } catch {
    return false;
  }
}

/** The account's address, which some servers want to see before they offer everything. */
export function accountOf(options, connection) {
  const jid = (connection?.jid || options.jid || '').split('/')[0];
  return jid.includes('@') && options.authentication !== 'anonymous' ? jid : '';
}

/** An address of the options as the browser will use it; "" and a check when it cannot be used. */
export function serviceUrl(report, id, option, value, schemes) {
  if (!value) return '';
  let url;
  try {
    url = new URL(value, document.baseURI);
  } catch {
    report.error(id, `${option} is not an address: ${value}`);
    return '';
  }
  if (schemes.ws && url.protocol.startsWith('http')) url.protocol = url.protocol.replace('http', 'ws');
  const secure = schemes.ws ? 'wss:' : 'https:';
  const plain = schemes.ws ? 'ws:' : 'http:';
  if (url.protocol !== secure && url.protocol !== plain) {
    report.error(id, `${option} must begin with ${secure}, not ${url.protocol}`);
    return '';
  }
  if (url.protocol === plain && location.protocol === 'https:') {
    report.error('mixed', `A page over https: may only use ${secure}, and ${option} is ${url.href}.`);
    return '';
  }
  if (url.protocol === plain && !loopback(url.hostname)) {
    report.error('mixed', `${url.href} is not encrypted: anybody on the way reads and changes the chat. Use ${secure}.`);
  }
  return url.href;
}
