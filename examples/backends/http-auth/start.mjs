// SPDX-License-Identifier: MIT
// http-auth: the site, and a Prosody that asks it.
import { randomBytes } from 'node:crypto';
import path from 'node:path';

export async function start(stage) {
  stage.key = randomBytes(24).toString('hex');
  stage.startSite = () => stage.python('site.py', {
    PORT: stage.ports.site, ORIGIN: stage.page, AUTH_KEY: stage.key, XMPP_DOMAIN: 'http.localhost', SITE_SECRET: stage.key,
    KEY_SECONDS: stage.checking ? '4' : '600', DATABASE_URL: `sqlite:///${path.join(stage.state, 'site.sqlite')}`,
  });
  stage.programs = [await stage.startSite()];
  const config = stage.fill('prosody.cfg.lua', { SITE: stage.site, AUTH_KEY: stage.key });
  stage.server('prosody', { PROSODY_EXTRA: config, PROSODY_MODULES: path.join(stage.folder, 'prosody'), PROSODY_PLAIN: '1' });
  await stage.pages({ WEBSOCKET: stage.prosody.websocket });
}
