/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tries each way to read the pages of cors-explain and cors-status from another origin, and
 * reports what it sees. The query is the port of their server. The case is in the query of
 * each request. At last it follows a link.
 */

const port = location.search.slice(1);
const HOSTS = {
    same_site: `http://localhost:${port}`,
    cross_site: `http://127.0.0.1:${port}`,
    insecure: `http://api.test:${port}`,
};
const PATHS = {
    explain: '/explain?url=http%3A%2F%2Fapi.test%2F&origin=https%3A%2F%2Fx.example',
    status: '/status?format=json',
};

async function read(url, options) {
    try {
        const response = await fetch(url, options);
        if (response.type === 'opaque') {
            return 'opaque';
        }
        await response.text();
        return 'read';
    }
    catch {
        return 'blocked';
    }
}

function load(name, attributes) {
    return new Promise(resolve => {
        const element = document.createElement(name);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('error');
        for (const [key, value] of Object.entries(attributes)) {
            element[key] = value;
        }
        document.head.append(element);
        document.body.append(element);
    });
}

const WAYS = {
    open: (url, host, name) => read(`${HOSTS[host]}/open?case=${name}`),
    fetch: url => read(url),
    cookie: url => read(url, { credentials: 'include' }),
    put: url => read(url, { method: 'PUT' }),
    opaque: url => read(url, { mode: 'no-cors' }),
    script: url => load('script', { src: url }),
    image: url => load('img', { src: url }),
    style: url => load('link', { rel: 'stylesheet', href: url }),
    frame: url => load('iframe', { src: url }),
};

for (const [way, look] of Object.entries(WAYS)) {
    for (const host of Object.keys(HOSTS)) {
        for (const [page, path] of Object.entries(PATHS)) {
            const name = `${way}_${host}_${page}`;
            const outcome = await look(`${HOSTS[host]}${path}&case=${name}`, host, name);
            await fetch(`/report?name=${name}&outcome=${outcome}`);
        }
    }
}
location = `${HOSTS.cross_site}${PATHS.status}&case=link`;
