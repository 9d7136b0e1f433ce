/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One step of a case, taken by the page itself or by a frame of another
 * origin. Its outcome is a string: "blocked", or what a script can see.
 */
'use strict';

const STEP_LIMIT = 30000; /* milliseconds; a step never hangs the run */

async function takeStep(step) {
    try {
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
