// SPDX-License-Identifier: MIT
// shared-data: ejabberd with its REST API, and the site.
import path from 'node:path';

export async function start(stage) {
  // A domain of its own, so that the people of the site are all there are.
  stage.forget('ejabberd');
  stage.server('ejabberd', { EJABBERD_EXTRA: path.join(stage.folder, 'ejabberd.yml'), EJABBERD_HOSTS: 'shop.localhost' });
  stage.startSite = (more = {}) => stage.python('site.py', {
    PORT: stage.ports.site, ORIGIN: stage.page, SITE_SECRET: 'kept over restarts', XMPP_API: stage.ejabberd.api, XMPP_DOMAIN: 'shop.localhost',
    DATABASE: path.join(stage.state, 'site.sqlite'), ...more,
  });
  stage.programs = [await stage.startSite()];
  await stage.pages({ WEBSOCKET: stage.ejabberd.websocket });
  stage.hints = ['Make a room, in the console of the page:', `fetch('${stage.site}/rooms', {method: 'POST', credentials: 'include', body: '{"name": "Bikes"}', headers: {'Content-Type': 'application/json'}})`];
}
