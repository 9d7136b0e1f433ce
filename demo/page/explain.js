/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a response was shared or blocked, in words. Knows the checks of the Fetch
 * standard ("CORS check" and "CORS-preflight fetch") and nothing of this page.
 * Takes what was asked for, what the API's server logged, and whether fetch()
 * resolved; returns { shared, reason, words }; in words, what stands
 * between backticks is code.
 */

const SAFELISTED = ['GET', 'HEAD', 'POST'];

export function isPreflight(exchange) {
    return exchange.method === 'OPTIONS'
        && 'Access-Control-Request-Method' in exchange.sent;
}

function list(value) {
    return (value || '').split(',').map(word => word.trim()).filter(Boolean);
}

function code(text) {
    return `\`${text}\``;
}

function join(words) {
    return words.length < 2 ? words.join('')
        : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/* Fetch, "CORS check". */
function originFault({ received }, asked) {
    const allowed = received['Access-Control-Allow-Origin'];
    if (!allowed) {
        return 'no-field';
    }
    if (asked.credentials && allowed === '*') {
        return 'star-with-credentials';
    }
    if (allowed !== '*' && allowed !== asked.origin) {
        return 'other-origin';
    }
    if (asked.credentials && received['Access-Control-Allow-Credentials'] !== 'true') {
        return 'no-credentials';
    }
    return null;
}

/* Fetch, "CORS-preflight fetch": the method first, then the headers. */
function namesFault(preflight, asked) {
    const { sent, received } = preflight;
    const methods = list(received['Access-Control-Allow-Methods']);
    const names = list(received['Access-Control-Allow-Headers']).map(n => n.toLowerCase());
    const star = words => !asked.credentials && words.includes('*');
    if (!SAFELISTED.includes(asked.method) && !methods.includes(asked.method)
        && !star(methods)) {
        return { reason: 'method', culprit: code(asked.method) };
    }
    const culprits = list(sent['Access-Control-Request-Headers']).filter(name =>
        !names.includes(name) && (name === 'authorization' || !star(names)));
    return culprits.length ? { reason: 'header', culprit: join(culprits.map(code)) } : null;
}

function originWords(fault, exchange, asked) {
    const refused = exchange.decision || '';
    switch (fault) {
    case 'star-with-credentials':
        return 'The response says `Access-Control-Allow-Origin: *`, which a browser never accepts '
            + 'for a request with credentials. A policy for cookies must list its origins.';
    case 'other-origin':
        return '`Access-Control-Allow-Origin` names another origin, '
            + `${code(exchange.received['Access-Control-Allow-Origin'])}, and not this page's.`;
    case 'no-credentials':
        return 'The request was to carry credentials, but the response has no '
            + '`Access-Control-Allow-Credentials: true`.';
    default:
        return refused.endsWith('origin-not-listed')
            ? `mod_cors found that the policy does not list ${code(asked.origin)}, so the `
                + 'response has no `Access-Control-Allow-Origin`.'
            : refused.includes('-refused:')
                ? `mod_cors refused it (${code(refused)}), so the response has no `
                    + '`Access-Control-Allow-Origin`.'
                : 'No policy is in force at this URL, so the response has no '
                    + '`Access-Control-Allow-Origin`, and the browser takes that for a no.';
    }
}

function preflightFault(preflight, asked) {
    const asks = 'This request needs permission first, so the browser sent a preflight.';
    const never = `The ${code(asked.method)} itself was never sent.`;
    const fault = originFault(preflight, asked);
    if (fault) {
        return { reason: fault, words: [asks, originWords(fault, preflight, asked), never] };
    }
    if (preflight.status < 200 || preflight.status > 299) {
        return { reason: 'preflight-status', words: [asks,
            `It was answered with status ${preflight.status}, and only 200 to 299 grants it.`,
            never] };
    }
    const culprit = namesFault(preflight, asked);
    if (culprit) {
        const field = culprit.reason === 'method' ? 'Access-Control-Allow-Methods'
            : 'Access-Control-Allow-Headers';
        return { reason: culprit.reason, words: [asks,
            `The origin is allowed, but ${code(field)} does not cover ${culprit.culprit}.`, never] };
    }
    return null;
}

function sharedWords(preflight, actual, asked) {
    const allowed = actual.received['Access-Control-Allow-Origin'];
    const words = [allowed === '*'
        ? 'The response says `Access-Control-Allow-Origin: *`: pages of every origin may read it.'
        : `The response says ${code(`Access-Control-Allow-Origin: ${allowed}`)}, and that is `
            + 'the origin of this page.'];
    if (asked.credentials) {
        words.push('`Access-Control-Allow-Credentials: true` covers the cookie.');
    }
    if (preflight) {
        const names = list(preflight.sent['Access-Control-Request-Headers']);
        const what = [
            !SAFELISTED.includes(asked.method) && `the method ${code(asked.method)}`,
            names.length && `the request header${names.length > 1 ? 's' : ''} `
                + join(names.map(code)),
        ];
        words.push(`Before that, a preflight got permission for ${join(what.filter(Boolean))}.`);
    }
    if (actual.status >= 400) {
        words.push(`The error status ${actual.status} changes nothing: the page sees that, too.`);
    }
    return words;
}

export function explain(asked, exchanges, resolved) {
    const preflight = exchanges.find(isPreflight);
    const actual = exchanges.find(exchange => !isPreflight(exchange));
    if (!exchanges.length) {
        return { shared: resolved, reason: 'nothing-logged', words: [
            'No request of this page is in the API server\'s log. Is the demo still running?'] };
    }
    if (resolved) {
        return { shared: true, reason: 'allowed',
            words: sharedWords(preflight, actual || exchanges[0], asked) };
    }
    const fault = preflight && preflightFault(preflight, asked);
    if (fault) {
        return { shared: false, ...fault };
    }
    if (!actual) {
        return { shared: false, reason: 'not-sent', words: [
            'The preflight was granted, but the request itself did not arrive.'] };
    }
    const reason = originFault(actual, asked) || 'unknown';
    return { shared: false, reason, words: [
        originWords(reason, actual, asked),
        'The API received and answered the request all the same: the browser keeps the response '
        + 'from the page.'] };
}
