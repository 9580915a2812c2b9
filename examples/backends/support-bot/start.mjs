// SPDX-License-Identifier: MIT
// support-bot: Prosody with guests, and the bot.
import { randomBytes } from 'node:crypto';

export async function start(stage) {
  stage.server('prosody');
  stage.secret = randomBytes(16).toString('hex');
  stage.hook = `http://localhost:${stage.ports.site}/hook`;
  stage.startBot = () => stage.python('bot.py', {
    JID: 'support@localhost', PASSWORD: 'supportpass', XMPP_HOST: '127.0.0.1', XMPP_PORT: stage.prosody.c2s, NICK: 'Shop news',
    HOOK_PORT: stage.ports.site, HOOK_SECRET: stage.secret, ROOMS: 'news@conference.localhost',
  });
  stage.programs = [await stage.startBot()];
  await stage.pages({ WEBSOCKET: stage.prosody.websocket });
  stage.hints = [
    `body='{"room":"news@conference.localhost","text":"The shop is open."}'`,
    `curl -d "$body" -H "X-Signature: $(printf %s "$body" | openssl dgst -sha256 -hmac ${stage.secret} -r | cut -d' ' -f1)" ${stage.hook}`,
  ];
}
