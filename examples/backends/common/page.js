// SPDX-License-Identifier: MIT
// The site's own half of the example pages: signing in to the site (not to the chat), by a cookie.
const bar = document.getElementById('site');
const { api } = bar.dataset;

async function ask(method, path, body) {
  const answer = await fetch(api + path, { method, credentials: 'include', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  return answer.ok ? answer.json() : null;
}

function button(text, act) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.addEventListener('click', async () => {
    await act();
    if ('reload' in bar.dataset) location.reload();   // the site writes into its page who is signed in
    else await show();
  });
  return element;
}

async function show() {
  const user = (await ask('GET', '/whoami'))?.user;
  bar.replaceChildren(user ? `Signed in to the site as ${user}. ` : 'Not signed in to the site. ');
  if (user) bar.append(button('Sign out', () => ask('POST', '/logout')));
  else for (const name of ['alice', 'bob']) bar.append(button(`Sign in as ${name}`, () => ask('POST', '/login', { user: name, password: `${name}pass` })));
}

show();
