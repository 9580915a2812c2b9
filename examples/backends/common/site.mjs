// SPDX-License-Identifier: MIT
// What the sites in Node have instead of a framework: who may sign in, the cookie of a request, its JSON.
const USERS = { alice: 'alicepass', bob: 'bobpass' };

/** Whether somebody of that name has that password. */
export const knows = (user, password) => Object.hasOwn(USERS, user) && USERS[user] === password;

/** The value of the site's cookie; '' without one. */
export const cookieOf = (request) => /(?:^|;\s*)site=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';

/** The request's JSON. Throws what is too long or not JSON. */
export async function body(request) {
  let text = '';
  for await (const part of request) if ((text += part).length > 65536) throw new SyntaxError('too long');
  return JSON.parse(text || '{}');
}
