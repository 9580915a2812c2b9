// SPDX-License-Identifier: MIT
// oauth2: a Prosody that is an OAuth 2 provider, and the site as its client.
import { randomBytes } from 'node:crypto';

export async function start(stage) {
  stage.provider = `http://127.0.0.1:${stage.prosody.http}`;
  const config = stage.fill('prosody.cfg.lua', { HTTP: stage.prosody.http, REGISTRATION_KEY: randomBytes(32).toString('hex'), TOKEN_SECONDS: stage.checking ? '15' : '300' });
  stage.server('prosody', { PROSODY_EXTRA: config });
  for (const user of ['alice', 'bob']) stage.script('prosody', 'adduser', user, `${user}pass`, 'oauth.localhost');
  stage.programs = [await stage.python('site.py', {
    PORT: stage.ports.site, ORIGIN: stage.page, SITE: stage.site, PAGE: '/examples/backends/oauth2/', PROVIDER: stage.provider,
    XMPP_DOMAIN: 'oauth.localhost',
  })];
  await stage.pages({ WEBSOCKET: stage.prosody.websocket });
}
