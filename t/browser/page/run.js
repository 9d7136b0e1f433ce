/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the cases of cases.json in turn and reports each outcome to the page's
 * server, whose access log the test reads.
 */
'use strict';

const frames = new Map(); /* key -> promise of an iframe that is ready */

function frame(from) {
    const path = from.path ?? '/frame.html';
    const key = from.sandbox ? 'sandbox' : from.origin + path;
    if (!frames.has(key)) {
        frames.set(key, new Promise(resolve => {
            const element = document.createElement('iframe');
            if (from.sandbox) {
                element.sandbox = 'allow-scripts allow-forms'; /* its origin is null */
            }
            addEventListener('message', function ready(event) {
                if (event.source === element.contentWindow) {
                    removeEventListener('message', ready);
                    resolve(element.contentWindow);
                }
            });
            element.src = from.origin + path;
            document.body.append(element);
        }));
    }
    return frames.get(key);
}

async function takeStepIn(from, step) {
    const target = await frame(from);
    return new Promise(resolve => {
        addEventListener('message', function outcome(event) {
            if (event.source === target) {
                removeEventListener('message', outcome);
                resolve(event.data);
            }
        });
        target.postMessage(step, '*');
    });
}

function report(name, outcome) {
    return fetch(`report?${new URLSearchParams({ name, outcome })}`,
        { cache: 'no-store' });
}

async function main() {
    const cases = await (await fetch('cases.json')).json();
    for (const { id, steps } of cases) {
        const outcomes = [];
        for (const step of steps) {
            outcomes.push(step.from ? await takeStepIn(step.from, step)
                : await takeStep(step));
        }
        await report(id, outcomes.join(' ; '));
    }
    await report('done', String(cases.length));
}

addEventListener('DOMContentLoaded', () => {
    main().catch(error => report('done', String(error)));
});
