// SPDX-License-Identifier: MIT
// A single-page site with a chat that outlives its views: the widget is made once through the JavaScript API, told what
// the visitor is looking at, and can be taken away and brought back without a reload.
const recipes = {
  shakshuka: { title: 'Shakshuka', minutes: 25, colour: '#d1495b', parts: ['6 eggs', '2 tins of tomatoes', '1 red pepper', 'cumin, paprika', 'bread'] },
  barley: { title: 'Barley with mushrooms', minutes: 40, colour: '#8d6a4f', parts: ['250 g pearl barley', '400 g mushrooms', '1 onion', 'thyme', 'hard cheese'] },
  lentils: { title: 'Lentils, lemon, greens', minutes: 30, colour: '#66803c', parts: ['250 g green lentils', '1 lemon', 'a bunch of chard', 'garlic'] },
  noodles: { title: 'Cold sesame noodles', minutes: 15, colour: '#d99a2b', parts: ['300 g noodles', '3 tbsp tahini', 'soy sauce', 'cucumber'] },
};
const basket = [];
const view = document.getElementById('view');
const chatSwitch = document.getElementById('chat-switch');

window.Confab = window.Confab || { q: [] };
const options = {
  view_mode: 'overlayed', websocket_url: 'ws://localhost:17080/xmpp-websocket', authentication: 'anonymous', jid: 'guest.localhost',
  auto_join_rooms: ['kitchen@conference.localhost'], launcher: { title: 'Ask a cook' },
};
let chat = null;
const startChat = () => window.Confab.q.push(['create', options, (instance) => { chat = instance; }]);
startChat();

chatSwitch.addEventListener('click', () => {
  if (chat) { chat.destroy(); chat = null; } else startChat();
  const on = chatSwitch.getAttribute('aria-pressed') !== 'true';
  chatSwitch.setAttribute('aria-pressed', String(on));
  chatSwitch.textContent = on ? 'Chat: on' : 'Chat: off';
});

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function list() {
  const grid = make('div', { className: 'grid' });
  for (const [id, dish] of Object.entries(recipes)) {
    const plate = make('span', { className: 'plate' });
    plate.style.background = `radial-gradient(circle at 70% 30%, #fff8, transparent 60%), ${dish.colour}`;
    grid.append(make('a', { className: 'dish', href: `#/recipe/${id}` }, plate, make('b', {}, dish.title), make('small', {}, `${dish.minutes} minutes`)));
  }
  return [make('h1', {}, 'What to cook tonight'), grid];
}

function recipe(id) {
  const dish = recipes[id];
  const add = make('button', { className: 'main', type: 'button' }, 'Put it in the basket');
  add.addEventListener('click', () => { basket.push(...dish.parts); location.hash = '#/basket'; });
  const ask = make('button', { type: 'button' }, 'Ask about this recipe');
  ask.addEventListener('click', () => chat?.open({ message: `About ${dish.title}: ` }));
  return [make('h1', {}, dish.title), make('ul', {}, ...dish.parts.map((p) => make('li', {}, p))), make('p', {}, add, ' ', ask)];
}

function shopping() {
  return [make('h1', {}, 'Basket'), basket.length ? make('ul', {}, ...basket.map((p) => make('li', {}, p))) : make('p', {}, 'Nothing in it yet.')];
}

function route() {
  const [, page, id] = location.hash.split('/');
  view.replaceChildren(...(page === 'recipe' && recipes[id] ? recipe(id) : page === 'basket' ? shopping() : list()));
  for (const link of document.querySelectorAll('nav a')) link.toggleAttribute('aria-current', link.hash === (location.hash || '#/'));
  view.focus({ preventScroll: true });
}
addEventListener('hashchange', route);
route();
