// SPDX-License-Identifier: MIT
// external-sql: DATABASE_URL names a PostgreSQL database of yours; without it SQLite serves.
import path from 'node:path';

export async function start(stage) {
  const database = stage.database = process.env.DATABASE_URL ?? `sqlite:///${path.join(stage.state, 'site.sqlite')}`;
  stage.programs = [await stage.python('site.py', { PORT: stage.ports.site, ORIGIN: stage.page, DATABASE_URL: database })];
  const config = stage.fill('ejabberd.yml', { DATABASE_URL: database });
  stage.server('ejabberd', { EJABBERD_EXTRA: config, EJABBERD_HOSTS: 'sql.localhost' });
  await stage.pages({ WEBSOCKET: stage.ejabberd.websocket });
  stage.hints = ['Sign in to the chat as alice or bob, with the password of the site: alicepass, bobpass.'];
}
