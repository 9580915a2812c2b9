// SPDX-License-Identifier: MIT
// token-jwt: the site first, since it makes the key that ejabberd reads.
import path from 'node:path';

export async function start(stage) {
  const keyFile = path.join(stage.state, 'key.jwk');
  stage.programs = [await stage.python('site.py', {
    PORT: stage.ports.site, ORIGIN: stage.page, KEY_FILE: keyFile, XMPP_DOMAIN: 'token.localhost',
    XMPP_API: stage.ejabberd.api, TOKEN_SECONDS: stage.checking ? '12' : '300',
  })];
  stage.server('ejabberd', { EJABBERD_EXTRA: stage.fill('ejabberd.yml', { KEY_FILE: keyFile }), EJABBERD_HOSTS: 'token.localhost' });
  await stage.pages({ WEBSOCKET: stage.ejabberd.websocket });
}
