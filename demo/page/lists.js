// SPDX-License-Identifier: Apache-2.0
//
// Requests the API as a script of any page would, and shows the table and what the server says
// about its list.
import { element } from './element.js';

const WAIT_TRIES = 80;
const WAIT_PAUSE = 250; // milliseconds
const api = document.body.dataset.api;
const part = (id) => document.getElementById(id);

// The path tells the log of the page's server what was shown, for a test.
function say(shared, words) {
  const verdict = part('verdict');
  verdict.dataset.shared = shared;
  fetch(`/seen?name=list&shared=${shared}`);
  verdict.replaceChildren(element('div', { class: shared ? 'shared' : 'blocked' },
    element('p', { class: 'headline' }, shared ? 'Yes' : 'No'), element('p', {}, words)));
}

async function ask() {
  try {
    const response = await fetch(`${api}/list/api`, { cache: 'no-store' });
    say(true, `The server allows this origin; the API answered ${response.status}.`);
  } catch {
    say(false, 'The browser blocked the response: no row of the list names this origin.');
  }
}

function show({ rows, list }) {
  const listed = rows.includes(location.origin);
  part('rows').replaceChildren(...rows.map((row) => element('li', {}, element('code', {}, row))));
  part('change').textContent = listed ? "Remove this page's origin" : "Add this page's origin";
  part('change').dataset.change = listed ? 'remove' : 'add';
  part('change').disabled = false;
  part('list').textContent = list?.version != null
    ? `The server has version ${list.version}: ${list.rows} rows, ${list.corrected} of them corrected.`
    : 'The server has no version of the list yet.';
}

async function refresh(path = '/rows', options = {}) {
  const response = await fetch(path, { cache: 'no-store', ...options });
  const state = await response.json();
  show(state);
  return state.list?.version;
}

// The server asks for the version once a second.
async function change() {
  const before = await refresh(`/rows?${part('change').dataset.change}`, { method: 'POST' });
  for (let tries = 0; tries < WAIT_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_PAUSE));
    if (await refresh() !== before) {
      break;
    }
  }
  ask();
}

part('change').addEventListener('click', change);
part('reload').addEventListener('click', () => location.reload());
ask();
refresh();
