/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the cases of cases.js in a page that cannot read other files, and reports
 * each outcome to a server that does not have to allow its origin.
 */
/* global CASES, REPORT */
'use strict';

function report(name, outcome) {
    return fetch(`${REPORT}?${new URLSearchParams({ name, outcome })}`,
        { mode: 'no-cors', cache: 'no-store' });
}

async function main() {
    for (const { id, step } of CASES) {
        await report(id, await takeStep(step));
    }
    await report('done', self.origin);
}

addEventListener('DOMContentLoaded', () => {
    main().catch(error => report('done', String(error)));
});
