/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo's page: reads the form, sends the request with fetch(), and shows the
 * result of fetch(), the log entries of the API's server, and what mod_cors tells
 * the API's administrator.
 * ?run=NAME,NAME runs examples by name and reports each verdict, and that of
 * cors-explain, to /seen, for tests.
 */

import { counts, explanation, question } from './admin.js';
import { element, paragraph } from './element.js';
import { explain, isPreflight } from './explain.js';

const API = document.body.dataset.api;
const LOG_TRIES = 40; /* the server logs a request after it has sent the response */
const LOG_PAUSE = 50; /* milliseconds */

const JSON_TYPE = 'Content-Type: application/json';
const EXAMPLES = {
    shared: {
        'get': { title: 'Read' },
        'put-json': { title: 'Write JSON', method: 'PUT', headers: [JSON_TYPE] },
        'token': { title: 'Sign in by token', headers: ['Authorization: Bearer demo'] },
        'cookie': { title: 'Sign in by cookie', credentials: true },
        'error': { title: 'Read an error', status: '404' },
        'open': { title: 'Open to all', target: 'open' },
    },
    blocked: {
        'other': { title: 'Origin refused', target: 'other' },
        'other-put': { title: 'Origin refused: write', target: 'other', method: 'PUT',
            headers: [JSON_TYPE] },
        'method': { title: 'Method not listed', method: 'DELETE' },
        'header': { title: 'Header not listed', headers: ['X-Demo: 1', 'X-Secret: 1'] },
        'off': { title: 'Policy off', target: 'off' },
        'off-put': { title: 'Policy off: write', target: 'off', method: 'PUT',
            headers: [JSON_TYPE] },
        'open-cookie': { title: 'Open to all, with a cookie', target: 'open',
            credentials: true },
    },
};

const form = document.getElementById('request');
const byId = id => document.getElementById(id);

/* ---- the form ------------------------------------------------------- */

function readForm() {
    const data = new FormData(form);
    const method = data.get('method');
    const headers = Object.fromEntries(data.getAll('header').map(line => line.split(': ')));
    const body = method === 'POST' || method === 'PUT' ? '{"hello":"world"}' : undefined;
    return {
        origin: location.origin,
        target: data.get('target'),
        status: data.get('status'),
        method, headers, body,
        credentials: data.has('credentials'),
    };
}

function fillForm(example) {
    form.reset();
    form.elements.target.value = example.target || 'on';
    form.elements.method.value = example.method || 'GET';
    form.elements.status.value = example.status || '200';
    form.elements.credentials.checked = Boolean(example.credentials);
    for (const box of form.elements.header) {
        box.checked = (example.headers || []).includes(box.value);
    }
    return showForm();
}

/* Shows the chosen policy in httpd's syntax, and the request as a script. */
async function showForm() {
    const asked = readForm();
    const options = [`  method: '${asked.method}',`];
    if (Object.keys(asked.headers).length) {
        options.push('  headers: {', ...Object.entries(asked.headers).map(
            ([name, value]) => `    '${name}': '${value}',`), '  },');
    }
    if (asked.body) {
        options.push(`  body: '${asked.body}',`);
    }
    if (asked.credentials) {
        options.push("  credentials: 'include',");
    }
    byId('code').textContent
        = [`fetch('${API}/${asked.target}/api', {`, ...options, '})'].join('\n');
    const policy = await (await fetch(`policy/${asked.target}.conf`)).text();
    if (form.elements.target.value === asked.target) {
        byId('policy').textContent = policy.trimEnd();
    }
}

/* ---- the request ---------------------------------------------------- */

async function send(asked, id) {
    const query = new URLSearchParams({ id, status: asked.status });
    const { method, headers, body } = asked;
    try {
        const response = await fetch(`${API}/${asked.target}/api?${query}`, {
            method, headers, body, cache: 'no-store',
            credentials: asked.credentials ? 'include' : 'omit',
        });
        return {
            resolved: true,
            status: `${response.status} ${response.statusText}`,
            fields: [...response.headers],
            body: await response.text(),
        };
    }
    catch (error) {
        return { resolved: false, error: String(error) };
    }
}

/* httpd writes "-" for a missing field. */
function present(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '-'));
}

/* True when the log has all requests that the browser can have sent. */
function complete(exchanges, resolved) {
    const last = exchanges.at(-1);
    if (!last) {
        return false;
    }
    return !isPreflight(last) || (!resolved && last.decision !== 'preflight-allowed');
}

async function readLog(id, resolved) {
    for (let tries = 1; ; tries++) {
        const log = await (await fetch(`log?id=${id}`)).json();
        const exchanges = log.sort((a, b) => a.began - b.began).map(exchange => ({
            ...exchange,
            decision: exchange.decision === '-' ? '' : exchange.decision,
            sent: present(exchange.sent),
            received: present(exchange.received),
        }));
        if (complete(exchanges, resolved) || tries === LOG_TRIES) {
            return exchanges;
        }
        await new Promise(resolve => setTimeout(resolve, LOG_PAUSE));
    }
}

/* ---- the result ----------------------------------------------------- */

function fieldLines(fields) {
    return Object.entries(fields).map(([name, value]) =>
        element('span', { class: /^(access-control|origin)/i.test(name) ? 'cors' : '' },
            `${name}: ${name === 'Cookie' ? `demo=${value}` : value}\n`));
}

function message(title, firstLine, fields, body = '') {
    return element('div', {}, element('h4', {}, title),
        element('pre', {}, element('b', {}, firstLine), '\n', ...fieldLines(fields),
            body && `\n${body}`));
}

function exchangeStep(exchange) {
    const preflight = isPreflight(exchange);
    return element('li', {},
        element('h3', {}, preflight ? 'First the browser asked for permission: the preflight'
            : 'The actual request'),
        element('div', { class: 'pair' },
            message('The browser sent', `${exchange.method} ${exchange.path}`, exchange.sent),
            message('The server answered', `HTTP ${exchange.status}`, exchange.received)),
        element('p', { class: 'decision' }, 'mod_cors: ',
            element('code', {}, exchange.decision || 'no policy in force')));
}

function scriptStep(outcome) {
    const seen = outcome.resolved
        ? message('fetch() resolved', `HTTP ${outcome.status}`,
            Object.fromEntries(outcome.fields), outcome.body)
        : message('fetch() failed', outcome.error, {});
    return element('li', {}, element('h3', {}, 'What the script on this page saw'), seen,
        element('p', { class: 'decision' }, outcome.resolved
            ? 'The script sees only the safelisted and exposed fields of the response.'
            : 'The script sees no status, field or body: for it, the server could be down.'));
}

function show(asked, exchanges, outcome, verdict) {
    byId('verdict').replaceChildren(element('div',
        { class: verdict.shared ? 'shared' : 'blocked' },
        element('p', { class: 'headline' },
            verdict.shared ? 'Shared with this page' : 'Blocked by the browser'),
        ...verdict.words.map(paragraph)));
    const steps = exchanges.map(exchangeStep);
    if (exchanges.length && exchanges.every(isPreflight)) {
        steps.push(element('li', { class: 'skipped' },
            element('h3', {}, `The browser did not send the ${asked.method} request`)));
    }
    byId('outline').hidden = true;
    byId('steps').replaceChildren(...steps, scriptStep(outcome));
    const { top } = byId('verdict').getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) {
        byId('result').scrollIntoView();
    }
}

async function run() {
    const asked = readForm();
    const id = crypto.randomUUID();
    form.setAttribute('aria-busy', 'true');
    try {
        document.cookie = 'demo=1; SameSite=Strict';
        const outcome = await send(asked, id);
        const exchanges = await readLog(id, outcome.resolved);
        const verdict = explain(asked, exchanges, outcome.resolved);
        show(asked, exchanges, outcome, verdict);
        const told = await showAdmin(asked);
        return { ...verdict, told: told && told.shared };
    }
    catch (error) {
        byId('verdict').textContent = `The demo's own server did not answer: ${error}`;
        return { shared: false, reason: 'demo-failed' };
    }
    finally {
        form.removeAttribute('aria-busy');
    }
}

/* ---- the administrator's view --------------------------------------- */

async function showAdmin(asked) {
    const url = `${API}/${asked.target}/api`;
    const { explain: told, status } = await (await fetch(`admin?${question(asked, url)}`)).json();
    byId('why').replaceChildren(...explanation(told));
    byId('counts').replaceChildren(...counts(status, new URL(API).host));
    byId('admin').hidden = false;
    return told;
}

/* ---- start ---------------------------------------------------------- */

function mark(name) {
    for (const button of document.querySelectorAll('nav button')) {
        button.setAttribute('aria-pressed', String(button.dataset.name === name));
    }
}

async function runExample(name) {
    mark(name);
    await fillForm(EXAMPLES.shared[name] || EXAMPLES.blocked[name]);
    return run();
}

for (const [kind, examples] of Object.entries(EXAMPLES)) {
    for (const [name, { title }] of Object.entries(examples)) {
        const button = element('button',
            { type: 'button', 'data-name': name, 'aria-pressed': 'false' }, title);
        button.addEventListener('click', () => runExample(name));
        byId(`examples-${kind}`).append(element('li', {}, button));
    }
}
form.addEventListener('change', () => {
    mark(null);
    showForm();
});
form.addEventListener('submit', event => {
    event.preventDefault();
    run();
});
await showForm();

const wanted = new URLSearchParams(location.search).get('run');
for (const name of wanted ? wanted.split(',') : []) {
    const { shared, reason, told } = await runExample(name);
    await fetch(`seen?${new URLSearchParams({ name, shared, reason, told })}`);
}
