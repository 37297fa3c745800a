// SPDX-License-Identifier: Apache-2.0
// THREATS B13, B14, B17, B19: a real browser loads what the HTML cleaner let through, without
// any policy around it, and must not run, fetch or go anywhere. Our own cases always; the
// outside ones where they are present.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { browser } from "./support/browser.mjs";
import { end, program, run, top } from "./support/run.mjs";

after(end);

const OWN = [
    "<img src=x onerror=hit(1)>", "<svg onload=hit(1)>", "<script>hit(1)</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=hit(1)>\">", "<xmp><img src=x onerror=hit(1)></xmp>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=hit(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit(1)>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=hit(1)>\">", "<textarea></textarea><img src=x onerror=hit(1)>",
    "<a href=\"java&#9;script:hit(1)\" autofocus onfocus=hit(1)>x</a>", "<body onload=hit(1)>", "<plaintext><script>hit(1)</script>",
    "<iframe srcdoc=\"<script>parent.hit(1)</script>\"></iframe>", "<meta http-equiv=refresh content='0;url=http://t.example/'>",
    "<base href=http://t.example/><a href=x>y</a>", "<link rel=stylesheet href=http://t.example/>", "<object data=http://t.example/></object>",
    "<img src=http://t.example/a.png srcset='http://t.example/b.png 2x'>", "<table background=http://t.example/c><td background=http://t.example/d>",
    "<p style=\"background:url(http://t.example/e);background:u\\72l(http://t.example/f)\">x", "<video poster=http://t.example/g src=http://t.example/h>",
    "<style>@import 'http://t.example/i'; p{background:url(http://t.example/j)}</style><p>x", "<input type=image src=http://t.example/k>",
    "<img src='data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iaGl0KDEpIi8+'>",
    "<form id=x><input name=attributes></form><img name=body><a id=location>", "<p style='font-family:\"</style><img src=x onerror=hit(1)>\"'>",
];

function outside() {
    const folder = process.env.KINDESK_CORPORA || path.join(top, "../shared/corpora");
    if (!existsSync(folder))
        return null;
    return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "cases.json"))).flatMap((name) =>
        JSON.parse(readFileSync(path.join(folder, name, "cases.json"), "utf8")).map((c) => c.payload));
}

// All at once where the test build is there, else one by one.
const all = path.join(path.dirname(program), "test/clean/clean-all");

async function cleaned(payloads) {
    if (existsSync(all)) {
        const { code, out, err } = await run(all, [], { input: `${payloads.map((p) => p.replaceAll("\0", "")).join("\0")}\0` });
        assert.equal(code, 0, err);
        return out.split("\0").slice(0, -1);
    }
    const pieces = [];
    for (const payload of payloads) {
        const { code, out, err } = await run(program, ["html", "clean"], { input: payload });
        assert.equal(code, 0, `${payload}\n${err}`);
        pieces.push(out);
    }
    return pieces;
}

// Loads many results at once, each in a box of its own; tells what happened.
async function load(pieces) {
    const context = await (await browser()).newContext();
    const happened = [];
    let loaded = 0;
    await context.addInitScript(() => {
        window.hits = [];
        for (const name of ["hit", "alert", "confirm", "prompt", "open"])
            window[name] = (...what) => { window.hits.push(`${name}(${what})`); };
    });
    const body = `<!doctype html><meta charset=utf-8><title>t</title>${pieces.map((p, i) => `<div data-case=${i}>${p}</div>`).join("\n")}`;
    await context.route("**/*", (route) => {
        const request = route.request();
        if (request.url() === "http://cleaned.example/" && !loaded++)
            return route.fulfill({ contentType: "text/html", body });
        if (!request.url().endsWith("/favicon.ico"))
            happened.push(`${request.method()} ${request.url()}`);
        return route.abort();
    });
    const page = await context.newPage();
    page.on("dialog", (dialog) => { happened.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    page.on("popup", (popup) => happened.push(`popup ${popup.url()}`));
    await page.goto("http://cleaned.example/");
    happened.push(...await page.evaluate((n) => {
        const found = [...window.hits];
        const boxes = document.querySelectorAll("body > div[data-case]");
        if (boxes.length !== n)
            found.push(`${boxes.length} boxes of ${n}: one broke out`);
        for (const element of document.querySelectorAll("body *")) {
            for (const { name, value } of element.attributes)
                if (/^on|^srcdoc$|^id$|^name$/i.test(name) || /^\s*(javascript|vbscript):/i.test(value) && name !== "title")
                    found.push(`${element.localName} ${name}=${value}`);
            if (/^(script|style|iframe|object|embed|form|input|svg|math|meta|link|base)$/.test(element.localName))
                found.push(element.localName);
            element.dispatchEvent(new Event("focus"));
            element.dispatchEvent(new Event("mouseover"));
        }
        return [...found, ...window.hits];
    }, pieces.length));
    await context.close();
    return happened;
}

async function judge(payloads) {
    for (let i = 0; i < payloads.length; i += 500) {
        const pieces = await cleaned(payloads.slice(i, i + 500));
        assert.equal(pieces.length, Math.min(500, payloads.length - i));
        assert.deepEqual(await load(pieces), []);
    }
}

// What people format their mail with, and what a browser makes of it: [HTML, selector,
// computed properties or attributes ("@name") or the text ("#")].
const FORMATTING = [
    ["<b>x</b><strong>x</strong>", "b, strong", { "font-weight": "700" }],
    ["<i>x</i><em>x</em>", "i, em", { "font-style": "italic" }],
    ["<u>x</u>", "u", { "text-decoration-line": "underline" }],
    ["<s>x</s><del>x</del>", "s, del", { "text-decoration-line": "line-through" }],
    ["<strike>x</strike>", "s", { "text-decoration-line": "line-through" }],
    ["<sub>x</sub>", "sub", { "vertical-align": "sub" }],
    ["<sup>x</sup>", "sup", { "vertical-align": "super" }],
    ["<code>x</code><kbd>x</kbd><samp>x</samp><tt>x</tt>", "code, kbd, samp", { "font-family": "monospace" }],
    ["<mark>x</mark>", "mark", { "background-color": "rgb(255, 255, 0)" }],
    ["<small>x</small>", "small", { "#": "x" }],
    ["<h1>x</h1>", "h1", { "font-weight": "700" }],
    ["<h6>x</h6>", "h6", { "font-weight": "700" }],
    ["<blockquote>x</blockquote>", "blockquote", { "display": "block" }],
    ["<pre>a\n  b</pre>", "pre", { "white-space": "pre", "#": "a\n  b" }],
    ["<hr>", "hr", {}],
    ["a<br>b", "br", {}],
    ["<ul><li>x</ul>", "ul > li", { "list-style-type": "disc" }],
    ["<ol type=a start=3><li>x</ol>", "ol > li", { "list-style-type": "lower-alpha" }],
    ["<ol start=3><li>x</ol>", "ol", { "@start": "3" }],
    ["<ol reversed><li value=7>x</ol>", "li", { "@value": "7" }],
    ["<dl><dt>x<dd>y</dl>", "dl > dt + dd", { "#": "y" }],
    ["<center>x</center>", "div > div", { "text-align": "center" }],
    ["<p align=right>x", "p", { "@align": "right" }],
    ["<font color=red size=5 face=Georgia>x</font>", "span", { "color": "rgb(255, 0, 0)", "font-family": "Georgia" }],
    ["<font size=5>x</font>", "span", { "font-size": "24px" }],
    ["<big>x</big>", "span", { "font-size": "19.2px" }],
    ["<table border=1 cellpadding=4 cellspacing=2 width=300><tr><td colspan=2 rowspan=3 bgcolor=#eee valign=top>x</table>", "td",
        { "@colspan": "2", "@rowspan": "3", "background-color": "rgb(238, 238, 238)", "vertical-align": "top" }],
    ["<table width=300><tr><td>x</table>", "table", { "width": "300px" }],
    ["<table><caption>x</caption><thead><tr><th>x<tbody><tr><td>y<tfoot><tr><td>z</table>", "caption, thead th, tbody td, tfoot td", {}],
    ["<table><colgroup><col width=50><col></colgroup><tr><td>x<td>y</table>", "col", {}],
    ["<p style='color:#c00'>x", "p", { "color": "rgb(204, 0, 0)" }],
    ["<p style='color:rgb(1,2,3);background-color:hsl(120,100%,50%)'>x", "p", { "color": "rgb(1, 2, 3)", "background-color": "rgb(0, 255, 0)" }],
    ["<p style='background:#ff0 none repeat'>x", "p", { "background-color": "rgb(255, 255, 0)" }],
    ["<p style='font:italic bold 20px/30px Arial, sans-serif'>x", "p", { "font-size": "20px", "font-style": "italic", "font-weight": "700" }],
    ["<p style='font-size:14pt;line-height:1.5'>x", "p", { "font-size": "18.6667px", "line-height": "28px" }],
    ["<p style=\"font-family:'Segoe UI',Tahoma\">x", "p", { "font-family": "\"Segoe UI\", Tahoma" }],
    ["<p style='text-align:justify;text-indent:20px;text-transform:uppercase'>x", "p",
        { "text-align": "justify", "text-indent": "20px", "text-transform": "uppercase" }],
    ["<p style='text-decoration:underline dotted red'>x", "p", { "text-decoration-line": "underline" }],
    ["<p style='letter-spacing:2px;word-spacing:3px'>x", "p", { "letter-spacing": "2px", "word-spacing": "3px" }],
    ["<p style='margin:1px 2px 3px 4px;padding:5px'>x", "p", { "margin-left": "4px", "padding-top": "5px" }],
    ["<p style='border:2px dashed blue;border-radius:4px'>x", "p", { "border-top-style": "dashed", "border-top-width": "2px" }],
    ["<p style='border-left:3px solid #ccc'>x", "p", { "border-left-width": "3px" }],
    ["<p style='white-space:pre-wrap;direction:rtl'>a  b", "p", { "white-space": "pre-wrap", "direction": "rtl" }],
    ["<div dir=rtl>x</div>", "div > div", { "direction": "rtl" }],
    ["<p lang=de title=t>x", "p", { "@lang": "de", "@title": "t" }],
    ["<table style='border-collapse:collapse'><tr><td>x</table>", "table", { "border-collapse": "collapse" }],
    ["<ul style='list-style:square'><li>x</ul>", "li", { "list-style-type": "square" }],
    ["<img alt=logo width=10 height=20>", "img", { "@alt": "logo" }],
    ["<a href='https://kept.example/x?a=1&b=2'>x</a>", "a", { "@href": "https://kept.example/x?a=1&b=2" }],
    ["<a href='mailto:a@b.example?subject=x'>x</a>", "a", { "@href": "mailto:a@b.example?subject=x" }],
    ["<a href='tel:+1555'>x</a>", "a", { "@href": "tel:+1555" }],
    ["<abbr title=t>x</abbr><cite>x</cite><q>x</q><dfn>x</dfn><var>x</var><ins>x</ins><time>x</time>", "abbr, cite, q, dfn, var, ins, time", {}],
    ["<figure><figcaption>x</figcaption></figure><address>x</address>", "figure figcaption, address", {}],
    ["<bdo dir=rtl>x</bdo>", "bdo", { "direction": "rtl" }],
    ["<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "div", { "#": "漢(kan)" }],
    ["<details><summary>a</summary>b</details>", "div", { "#": "ab" }],
    ["<button>Go</button><label>Name</label>", "div", { "#": "GoName" }],
];

test("a browser finds nothing to run, fetch or follow in cleaned HTML", () => judge(OWN));

test("and nothing in the outside cases", { skip: outside() ? false : "../shared is absent" },
    () => judge(outside()));

test("harmless formatting is kept", async () => {
    const pieces = await cleaned(FORMATTING.map(([html]) => html));
    const context = await (await browser()).newContext();
    const page = await context.newPage();
    await page.setContent(`<!doctype html><meta charset=utf-8><title>t</title>${pieces.map((p, i) => `<div data-case=${i}>${p}</div>`).join("\n")}`);
    const lost = await page.evaluate((cases) => cases.flatMap(([html, selector, wanted], i) => {
        const box = document.querySelector(`div[data-case="${i}"]`);
        const found = selector === "div" ? [box] : [...box.parentNode.querySelectorAll(selector)].filter((e) => box.contains(e));
        const names = selector.split(",").length;
        const faults = found.length < names ? [`${html}: ${found.length} of ${selector}`] : [];
        for (const element of found)
            for (const [name, value] of Object.entries(wanted)) {
                const got = name === "#" ? element.textContent
                    : name[0] === "@" ? element.getAttribute(name.slice(1))
                    : getComputedStyle(element).getPropertyValue(name);
                if (got !== value)
                    faults.push(`${html}: ${name} is ${got}`);
            }
        return faults;
    }), FORMATTING);
    await context.close();
    assert.deepEqual(lost, []);
});

test("the same browser notices what is not cleaned", async () => {
    assert.notDeepEqual(await load(["<img src=http://t.example/a.png>", "<script>hit(1)</script>"]), []);
});
