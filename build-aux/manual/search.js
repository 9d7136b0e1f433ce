// An entry: address, title, document, text, phrases, whether it is the row of a table, and the
// weight of the document. Its rank: how rare the words of the query are that it contains, words
// of titles more (rows have the title of their section); and whether the query, a message for
// example, contains a phrase of the entry, or at least three words of one, in the same order.
function wordsOf(text) {
    return text.toLowerCase().match(/[a-z0-9]{2,}/g) || [];
}

function normalized(text) {
    return wordsOf(text).join(" ");
}

const index = entries.map(([href, title, where, text, phrases, isRow, weight]) => ({
    href, title, where, text, isRow, weight,
    inTitle: new Set(wordsOf(title + " " + title.replace(/([a-z])([A-Z])/g, "$1 $2"))),
    inText: new Set(wordsOf(text)),
    normal: ` ${normalized(text)} `,
    length: text.length,
    phrases: phrases.map(wordsOf).filter(words => words.length > 1),
}));

const known = new Set(index.flatMap(entry => [...entry.inTitle, ...entry.inText]));

function rarity(word) {
    const count = index.filter(entry => entry.inText.has(word) || entry.inTitle.has(word)).length;
    return count ? Math.log(1 + index.length / count) : 0;
}

// The number of words in a row that both have.
function commonRun(words, others) {
    let longest = 0;
    for (let i = 0; i + longest < words.length; i++) {
        for (let k = 0; k + longest < others.length; k++) {
            let run = 0;
            while (i + run < words.length && words[i + run] === others[k + run]) run++;
            longest = Math.max(longest, run);
        }
    }
    return longest;
}

function phraseRank(entry, words) {
    let sum = 0;
    for (const phrase of entry.phrases) {
        const run = commonRun(phrase, words);
        if (run === phrase.length) sum += 4 * run;
        else if (run > 2) sum += 2 * run;
    }
    if (words.length > 2 && entry.normal.includes(` ${words.join(" ")} `)) sum += 2 * words.length;
    return sum;
}

function rank(entry, words, weights) {
    const query = words.join(" ");
    let sum = 0;
    for (const [word, weight] of weights) {
        if (entry.inTitle.has(word)) sum += (entry.isRow ? 1 : 3) * weight;
        else if (entry.inText.has(word)) sum += weight;
    }
    sum *= entry.weight / (1 + Math.log(1 + entry.length / 400));
    if (!entry.isRow && normalized(entry.title) === query) sum += 100;
    // Messages begin with the name of the directive.
    if (!entry.isRow && query.startsWith(normalized(entry.title) + " ")) sum += 20;
    return sum + phraseRank(entry, words);
}

// The words of the manual for which a word of the query stands: itself and its plural or
// singular, or the directive without "cors", or longer ones that begin with it.
function meant(word) {
    if (known.has(word)) return [word, `${word}s`, word.replace(/s$/, "")].filter(other => known.has(other));
    if (known.has(`cors${word}`)) return [`cors${word}`];
    return [...known].filter(other => word.length > 2 && (other.startsWith(word) || other.startsWith(`cors${word}`)))
        .sort((a, b) => b.startsWith("cors") - a.startsWith("cors")).slice(0, 8);
}

function found(text) {
    const words = wordsOf(text);
    const weights = new Map(words.flatMap(meant).map(word => [word, rarity(word)]));
    return index.map(entry => ({ entry, score: rank(entry, words, weights) }))
        .filter(result => result.score > 0)
        .sort((a, b) => b.score - a.score).slice(0, 20).map(result => result.entry);
}

function excerpt(entry, words) {
    const lower = entry.text.toLowerCase();
    const first = words.map(word => lower.indexOf(word)).filter(place => place >= 0);
    const start = first.length && Math.min(...first) > 120 ? Math.min(...first) - 60 : 0;
    return (start ? "... " : "") + entry.text.slice(start, start + 240)
        + (entry.text.length > start + 240 ? " ..." : "");
}

function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    return parent.appendChild(made);
}

function show(text) {
    const results = document.getElementById("results");
    const list = text.trim() ? found(text) : [];
    results.textContent = "";
    document.getElementById("sections").hidden = list.length > 0;
    if (!text.trim()) return;
    element("h2", list.length ? "Results" : "Nothing found", results);
    const lines = element("ol", "", results);
    for (const entry of list) {
        const line = element("li", "", lines);
        element("a", entry.title, line).href = entry.href;
        if (entry.where !== entry.title) element("span", ` - ${entry.where}`, line);
        element("p", excerpt(entry, wordsOf(text)), line);
    }
}

const field = document.getElementById("query");
field.value = new URLSearchParams(location.search).get("q") || "";
field.addEventListener("input", () => show(field.value));
show(field.value);
if (!field.value) field.focus();
