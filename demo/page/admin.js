/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The third part of the page: what the API's administrator sees about the request, from
 * mod_cors's handlers cors-explain and cors-status. Returns nodes; changes nothing.
 */

import { element } from './element.js';

const ALLOWED = ['actual-allowed', 'preflight-allowed', 'same-origin'];

/* The question about a request, as the query of cors-explain. */
export function question(asked, url) {
    const query = new URLSearchParams({ url, origin: asked.origin, method: asked.method });
    const names = Object.keys(asked.headers).filter(name => name !== 'Content-Type');
    if (names.length) {
        query.set('headers', names.join(','));
    }
    if (asked.headers['Content-Type']) {
        query.set('content-type', asked.headers['Content-Type']);
    }
    if (asked.credentials) {
        query.set('credentials', '1');
    }
    return query;
}

function row(step, refuses) {
    return element('tr', { class: refuses ? 'refuses' : '' },
        element('th', { scope: 'row' }, step.step),
        element('td', {}, element('code', {}, step.text),
            ...(refuses ? [' ', element('b', {}, '← refuses')] : [])));
}

export function explanation(explain) {
    if (!explain || explain.error) {
        return [element('p', {}, explain ? explain.error : 'cors-explain did not answer.')];
    }
    const refusing = explain.steps.find(step => step.refuses);
    const advice = explain.advice.map(text => element('li', {}, text));
    return [
        ...(advice.length ? [element('p', { class: 'advice' }, element('b', {}, 'What to change')),
            element('ul', {}, ...advice)] : []),
        element('div', { class: 'scroll', tabindex: '0', role: 'region',
            'aria-label': 'The steps of the explanation' },
        element('table', {},
            element('caption', {}, 'Each step, with its line in the configuration'),
            element('tbody', {}, ...explain.steps.filter(step => step.step !== 'advice')
                .map(step => row(step, step === refusing))))),
    ];
}

/* One row for each decision of the API's host. */
export function counts(status, host) {
    if (!status) {
        return [element('p', {}, 'cors-status did not answer.')];
    }
    const decisions = status.decisions.filter(one => one.vhost === host);
    const most = Math.max(1, ...decisions.map(one => one.count));
    return [element('div', { class: 'scroll', tabindex: '0', role: 'region',
        'aria-label': 'The decisions so far' },
    element('table', {},
        element('caption', {}, `Decisions of ${host} since the demo was started`),
        element('tbody', {}, ...decisions.map(one => element('tr', {},
            element('th', { scope: 'row' }, element('code', {}, one.decision)),
            element('td', { class: 'number' }, String(one.count)),
            element('td', { class: 'bar', 'aria-hidden': 'true' }, element('div', {
                class: ALLOWED.includes(one.decision) ? 'good' : 'bad',
                style: `width: ${100 * one.count / most}%` })))))))];
}
