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
    const folder = path.join(top, "../shared/corpora");
    if (!existsSync(folder))
        return null;
    // The longest list is thousands of variants of a few: all of it with KINDESK_CORPORA=all.
    return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "cases.json")) &&
        (name !== "xss_payloadbox" || process.env.KINDESK_CORPORA === "all")).flatMap((name) =>
        JSON.parse(readFileSync(path.join(folder, name, "cases.json"), "utf8")).map((c) => c.payload));
}

async function cleaned(payload) {
    const { code, out, err } = await run(program, ["html", "clean"], { input: payload });
    assert.equal(code, 0, `${payload}\n${err}`);
    return out;
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
    for (let i = 0; i < payloads.length; i += 250) {
        const batch = payloads.slice(i, i + 250);
        const pieces = [];
        for (let k = 0; k < batch.length; k += 4)
            pieces.push(...await Promise.all(batch.slice(k, k + 4).map(cleaned)));
        assert.deepEqual(await load(pieces), []);
    }
}

test("a browser finds nothing to run, fetch or follow in cleaned HTML", () => judge(OWN));

test("and nothing in the outside cases", { skip: outside() ? false : "../shared is absent" },
    () => judge(outside()));

test("the same browser notices what is not cleaned", async () => {
    assert.notDeepEqual(await load(["<img src=http://t.example/a.png>", "<script>hit(1)</script>"]), []);
});
