/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One step of a case, in the page or in a frame of another origin: a fetch, an
 * import, an image, a form, a WebSocket, an event stream, a beacon or a ping. Its
 * outcome is a string: "blocked", or what a script can read.
 */
'use strict';

const STEP_LIMIT = 30000; /* milliseconds; a step never hangs the run */

/* Opens a WebSocket: the echo of a message, or "blocked". */
function talk(url) {
    return new Promise(resolve => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send('hi');
        socket.onmessage = event => {
            resolve(`echo ${event.data}`);
            socket.close();
        };
        socket.onclose = () => resolve('blocked');
    });
}

/* Submits a form into a frame: the text that the page can read there, or "sent".
 * GET replaces the query of the URL, so a field repeats it. */
function submit({ url, method }) {
    return new Promise(resolve => {
        const frame = document.createElement('iframe');
        const form = document.createElement('form');
        frame.name = `form${document.forms.length}`;
        Object.assign(form, { action: url, method, target: frame.name });
        form.innerHTML = '<input name="case">';
        form.elements.case.value = new URL(url).searchParams.get('case');
        document.body.append(frame, form);
        frame.addEventListener('load', () => {
            const shown = frame.contentDocument;
            if (!shown || shown.location.href !== 'about:blank') {
                resolve(shown ? `read ${shown.body.textContent}` : 'sent');
            }
        });
        form.submit();
    });
}

/* Loads an image, without `Origin`: whether the page may see its timing. */
function measure(url) {
    return new Promise(resolve => {
        new PerformanceObserver((list, observer) => {
            for (const entry of list.getEntriesByName(url)) {
                observer.disconnect();
                resolve(entry.requestStart > 0 ? 'timed' : 'not timed');
            }
        }).observe({ type: 'resource' });
        new Image().src = url;
    });
}

/* Loads an image with that value of its attribute `crossorigin`, or without it. */
function show({ url, crossorigin }) {
    return new Promise(resolve => {
        const image = new Image();
        image.crossOrigin = crossorigin ?? null;
        image.onload = () => resolve('shown');
        image.onerror = () => resolve('blocked');
        image.src = url;
    });
}

/* Opens an event stream: its first event, or "blocked". */
function listen({ url, credentials }) {
    return new Promise(resolve => {
        const source = new EventSource(url, { withCredentials: credentials });
        source.onmessage = event => {
            resolve(`event ${event.data}`);
            source.close();
        };
        source.onerror = () => {
            resolve('blocked');
            source.close();
        };
    });
}

/* Follows a link with `ping`, into a frame. Nothing shows whether the ping arrives. */
function ping(url) {
    const frame = document.createElement('iframe');
    const link = document.createElement('a');
    frame.name = `link${document.links.length}`;
    Object.assign(link, { href: 'step.js', target: frame.name, ping: url });
    document.body.append(frame, link);
    link.click();
    return 'sent';
}

async function takeStep(step) {
    try {
        if (step.picture) {
            return await show({ url: step.url, ...step.picture });
        }
        if (step.events) {
            return await listen({ url: step.url, ...step.events });
        }
        if (step.beacon) {
            return navigator.sendBeacon(step.url, 'a=b') ? 'sent' : 'not sent';
        }
        if (step.ping) {
            return ping(step.url);
        }
        if (step.image) {
            return await measure(step.url);
        }
        if (step.socket) {
            return await talk(step.url);
        }
        if (step.form) {
            return await submit({ url: step.url, method: step.form });
        }
        if (step.module) {
            return (await import(step.url)).default;
        }
        const response = await fetch(step.url, {
            signal: AbortSignal.timeout(STEP_LIMIT), ...step.init,
        });
        const seen = [response.status];
        for (const name of step.see) {
            seen.push(name === 'body' ? await response.text()
                : `${name}=${response.headers.get(name)}`);
        }
        return seen.join(' ');
    }
    catch (error) {
        /* Fetch, "Fetch method": a network error is a TypeError. */
        return error instanceof TypeError ? 'blocked' : String(error);
    }
}
