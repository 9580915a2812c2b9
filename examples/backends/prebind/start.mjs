// SPDX-License-Identifier: MIT
// prebind: Prosody with BOSH, and the site in Python; TWIN=node runs the one in JavaScript.
import { createHmac } from 'node:crypto';
import path from 'node:path';

export async function start(stage) {
  const secret = 'the secret of the site, which it keeps';
  stage.server('prosody', { PROSODY_EXTRA: path.join(stage.folder, 'prosody.cfg.lua'), PROSODY_PLAIN: '1' });
  stage.password = (user) => createHmac('sha256', secret).update(user).digest('hex');
  for (const user of ['alice', 'bob']) {   // in a real site, when somebody signs up
    stage.script('prosody', 'adduser', user, stage.password(user), 'prebind.localhost');
  }
  const env = { PORT: stage.ports.site, ORIGIN: stage.page, SITE_SECRET: secret, CHAT_SECRET: secret, XMPP_BOSH: stage.prosody.bosh, XMPP_DOMAIN: 'prebind.localhost' };
  stage.startSite = (twin) => (twin === 'node' ? stage.program(process.execPath, ['site.mjs'], env) : stage.python('site.py', env));
  stage.programs = [await stage.startSite(process.env.TWIN)];
  await stage.pages({ BOSH: stage.prosody.bosh });
}
