// SPDX-License-Identifier: MIT
// token-jwt: the site first, since it makes the key that ejabberd reads.
import path from 'node:path';

export async function start(stage) {
  stage.programs = [await stage.python('site.py', {
    PORT: stage.ports.site, ORIGIN: stage.page, KEY_FILE: path.join(stage.state, 'key.jwk'), XMPP_DOMAIN: 'token.localhost',
    XMPP_API: stage.ejabberd.api, TOKEN_SECONDS: stage.checking ? '12' : '300',
  })];
  stage.server('ejabberd', { EJABBERD_EXTRA: path.join(stage.folder, 'ejabberd.yml'), EJABBERD_HOSTS: 'token.localhost' });
  await stage.pages({ WEBSOCKET: stage.ejabberd.websocket });
}
