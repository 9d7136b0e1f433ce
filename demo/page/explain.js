/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Explains why a response was shared or blocked, by the checks of the Fetch
 * standard ("CORS check" and "CORS-preflight fetch"). Independent of this page.
 * Takes the request of the form, the log entries of the API's server, and whether
 * fetch() resolved. Returns { shared, reason, words }; text between backticks in
 * words is code.
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
        return 'The response has `Access-Control-Allow-Origin: *`, which a browser never accepts '
            + 'for a request with credentials. A policy for cookies must list its origins.';
    case 'other-origin':
        return '`Access-Control-Allow-Origin` names another origin than that of this page: '
            + `${code(exchange.received['Access-Control-Allow-Origin'])}.`;
    case 'no-credentials':
        return 'The request has credentials, but the response has no '
            + '`Access-Control-Allow-Credentials: true`.';
    default:
        return refused.endsWith('origin-not-listed')
            ? `mod_cors found that the policy does not list ${code(asked.origin)}, so the `
                + 'response has no `Access-Control-Allow-Origin`.'
            : refused.includes('-refused:')
                ? `mod_cors refused the request (${code(refused)}), so the response has no `
                    + '`Access-Control-Allow-Origin`.'
                : 'No policy is in force at this URL, so the response has no '
                    + '`Access-Control-Allow-Origin`. The browser treats that as a refusal.';
    }
}

function preflightFault(preflight, asked) {
    const asks = 'This request needs permission, so the browser first sent a preflight.';
    const never = `So the browser did not send the ${code(asked.method)} request.`;
    const fault = originFault(preflight, asked);
    if (fault) {
        return { reason: fault, words: [asks, originWords(fault, preflight, asked), never] };
    }
    if (preflight.status < 200 || preflight.status > 299) {
        return { reason: 'preflight-status', words: [asks,
            `Its response has status ${preflight.status}, but only 200 to 299 grants a preflight.`,
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
        ? 'The response has `Access-Control-Allow-Origin: *`: pages of every origin may read it.'
        : `The response has ${code(`Access-Control-Allow-Origin: ${allowed}`)}, which is `
            + 'the origin of this page.'];
    if (asked.credentials) {
        words.push('`Access-Control-Allow-Credentials: true` permits the cookie.');
    }
    if (preflight) {
        const names = list(preflight.sent['Access-Control-Request-Headers']);
        const what = [
            !SAFELISTED.includes(asked.method) && `the method ${code(asked.method)}`,
            names.length && `the request header${names.length > 1 ? 's' : ''} `
                + join(names.map(code)),
        ];
        words.push(`Before the request, a preflight got permission for ${join(what.filter(Boolean))}.`);
    }
    if (actual.status >= 400) {
        words.push(`The page can also read the error status ${actual.status}.`);
    }
    return words;
}

export function explain(asked, exchanges, resolved) {
    const preflight = exchanges.find(isPreflight);
    const actual = exchanges.find(exchange => !isPreflight(exchange));
    if (!exchanges.length) {
        return { shared: resolved, reason: 'nothing-logged', words: [
            'The API server\'s log has no request of this page. Is the demo still running?'] };
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
        'The API received and answered the request, but the browser does not give the response '
        + 'to the page.'] };
}
