// SPDX-License-Identifier: MIT
// external-proxy: Prosody, and in front of it the site, which is the page's only address.
import { randomBytes } from 'node:crypto';
import path from 'node:path';

export async function start(stage) {
  stage.secret = randomBytes(24).toString('hex');
  const config = stage.fill('prosody.cfg.lua', { SECRET: stage.secret });
  stage.server('prosody', { PROSODY_EXTRA: config, PROSODY_MODULES: path.join(stage.folder, 'prosody') });
  stage.proxied = `${stage.site.replace('http', 'ws')}/xmpp`;
  stage.files = await stage.pages({ WEBSOCKET: stage.proxied });   // static files; the site passes them on
  stage.startSite = (other = {}) => stage.program(process.execPath, ['site.mjs'], {
    PORT: stage.ports.site, ORIGIN: stage.site, XMPP_WEBSOCKET: stage.prosody.websocket, XMPP_DOMAIN: 'proxied.localhost',
    PROXY_SECRET: stage.secret, FILES: stage.page, PAGE: `/examples/backends/${stage.name}/`, ...other,
  });
  stage.programs = [await stage.startSite()];
  stage.index = stage.site + '/';
}
