// Sends the token, which the address may have brought after the #.

import { send } from '/static/request.js';

const form = document.getElementById('login');
const field = document.getElementById('token');
const reason = document.getElementById('reason');

async function login(token) {
  reason.textContent = await send('/login', { token });
  if (reason.textContent) field.focus();
  else location.replace('/');
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  login(field.value.trim());
});

const given = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
if (given) login(given);
else field.focus();
