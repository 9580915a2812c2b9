// SPDX-License-Identifier: MIT
// Whether a TURN server named by XEP-0215 really relays: the browser asks it for one address and lets it go again.
import { attr } from './xml.js';

const TRANSPORT = /^(udp|tcp)$/;

function iceServer(service) {
  const get = (name) => attr(service, name);
  const host = get('host').includes(':') ? `[${get('host')}]` : get('host');
  const transport = TRANSPORT.test(get('transport')) ? `?transport=${get('transport')}` : '';
  return { urls: `${get('type')}:${host}${get('port') ? `:${get('port')}` : ''}${transport}`, username: get('username'), credential: get('password') };
}

/** @param {import('./xml.js').Element[]} services <service type="turn"/> of XEP-0215 */
export async function checkRelay(report, services, timeout, fix) {
  if (typeof RTCPeerConnection !== 'function') return;
  const usable = services.filter((s) => attr(s, 'username') && attr(s, 'password')).slice(0, 4);
  if (!usable.length) {
    report.note('turn-relay', 'The TURN servers come without credentials, so they were not tried.');
    return;
  }
  let peer;
  try {
    peer = new RTCPeerConnection({ iceServers: usable.map(iceServer), iceTransportPolicy: 'relay' });
    const found = new Promise((done) => {
      const timer = setTimeout(() => done(false), timeout);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate?.candidate.includes(' typ relay')) done(true);
        else if (!candidate) done(false);
        else return;
        clearTimeout(timer);
      };
    });
    peer.createDataChannel('doctor');
    await peer.setLocalDescription(await peer.createOffer());
    const relayed = await found;
    report.add('turn-relay', relayed, 'warning', relayed ? 'A TURN server relays for this browser.'
      : 'No TURN server gives this browser a relayed address: check its ports, its secret and its public address.', fix);
  } catch (error) {
    report.note('turn-relay', `The TURN servers could not be tried: ${String(error.message).slice(0, 200)}`);
  } finally {
    peer?.close();
  }
}
