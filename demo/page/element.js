/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes elements of the page.
 */

export function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
}

/* Text between backticks becomes code. */
export function paragraph(text) {
    return element('p', {}, ...text.split('`').map((part, n) =>
        n % 2 ? element('code', {}, part) : part));
}
