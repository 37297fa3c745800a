// SPDX-License-Identifier: Apache-2.0
// Every page, in both themes, on a telephone and a desk: no accessibility findings, no
// sideways scrolling, all of it by keyboard, light on the wire, under a strict policy.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, eventually } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { person, PHONE, DESKTOP } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { Client, setCookies } from "./support/client.mjs";
import { signIn } from "./support/steps.mjs";
import { scene } from "./support/scene.mjs";
import { value } from "./support/sql.mjs";

let desk, view;
before(async () => {
    desk = await Desk.make();
    view = await scene(desk);
});
after(end);

const PAGES = {
    nobody: () => ["/", "/new", "/new?topic=Printing", "/sign-in", "/plan", "/no-such-page"],
    requester: () => ["/", "/requests", `/r/${view.own}`, `/r/${view.resolved}`, `/r/${view.own}/complain`, "/new?topic=Network", "/profile"],
    agent: () => ["/queue", "/queue?q=printer", "/queue?state=Closed", `/t/${view.own}`, `/t/${view.resolved}`, `/t/${view.mailed}`, `/t/${view.own}/partner`, `/t/${view.own}/side/${view.side}`,
        "/call", "/people", "/shortcuts", "/styleguide", "/profile"],
    manager: () => ["/plan/edit", "/plan/edit/table?kind=teams", "/plan/draft", "/plan/revisions", "/plan/revisions/1", "/mail/in", "/mail/out"],
};

for (const [role, pages] of Object.entries(PAGES)) {
    for (const dark of [false, true]) {
        test(`${role}'s pages, ${dark ? "dark" : "light"}: no findings, nothing sideways`, async () => {
            const who = await person(desk.url, { dark, allow: [/no-such-page/] });
            if (role !== "nobody")
                await signIn(who.page, PEOPLE[role].email);
            const faults = [];
            for (const at of pages())
                for (const size of [PHONE, DESKTOP]) {
                    await who.page.setViewportSize(size);
                    const response = await who.page.goto(at);
                    const wanted = at === "/no-such-page" ? 404 : 200;
                    if (response.status() !== wanted)
                        faults.push(`${at}: ${response.status()}`);
                    const wide = await overflow(who.page);
                    if (wide)
                        faults.push(`${at} at ${size.width}: ${wide}`);
                    faults.push(...(await findings(who.page)).map((f) => `${at} at ${size.width}: ${f}`));
                }
            assert.deepEqual(faults, []);
            await who.done();
        });
    }
}

// Tabs through the page: what can be used is reached, in sight, with a visible focus.
async function byKeyboard(page) {
    const wanted = await page.evaluate(() => {
        const seen = new Set();
        let n = 0;
        for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [tabindex=\"0\"]")) {
            if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false }))
                continue;
            if (e.closest("[inert]") || (e.type === "radio" && seen.has(e.name)))
                continue;
            if (e.type === "radio") {
                seen.add(e.name);
                e.setAttribute("data-tab-radio", e.name);
            } else {
                e.setAttribute("data-tab-id", String(n));
            }
            n++;
        }
        return n;
    });
    await page.evaluate(() => document.body.focus());
    const reached = new Set(), invisible = [];
    for (let i = 0; i < wanted + 10; i++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            if (!e || e === document.body)
                return null;
            const style = getComputedStyle(e);
            const label = e.closest("label") && getComputedStyle(e.closest("label"));
            const next = e.nextElementSibling && getComputedStyle(e.nextElementSibling);
            const mark = (s) => s && ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none");
            // A row's mark surrounds the whole row, the editor's its whole sheet.
            const row = getComputedStyle(e, "::after");
            const sheet = e.closest(".paper") && getComputedStyle(e.closest(".paper"));
            return { id: e.type === "radio" ? `radio ${e.name}` : e.getAttribute("data-tab-id"), shown: !!(mark(style) || mark(label) || mark(next) || mark(row) || mark(sheet)),
                what: `${e.tagName.toLowerCase()}#${e.id}.${e.className} ${(e.textContent || e.name || "").trim().slice(0, 30)}` };
        });
        if (!at)
            continue;
        if (at.id !== null)
            reached.add(at.id);
        if (!at.shown)
            invisible.push(at.what);
    }
    const all = await page.evaluate(() => [...document.querySelectorAll("[data-tab-id], [data-tab-radio]")]
        .map((e) => ({ id: e.dataset.tabRadio ? `radio ${e.dataset.tabRadio}` : e.dataset.tabId,
            what: `${e.tagName.toLowerCase()}#${e.id} ${(e.textContent || e.name || "").trim().slice(0, 30)}` })));
    return { missed: all.filter((e) => !reached.has(e.id)).map((e) => e.what), invisible: [...new Set(invisible)] };
}

for (const [role, pages] of Object.entries(PAGES)) {
    test(`${role}'s pages: everything is reached by keyboard, with a visible focus`, async () => {
        const who = await person(desk.url, { allow: [/no-such-page/] });
        if (role !== "nobody")
            await signIn(who.page, PEOPLE[role].email);
        const faults = [];
        for (const at of pages()) {
            await who.page.goto(at);
            const { missed, invisible } = await byKeyboard(who.page);
            faults.push(...missed.map((e) => `${at}: not reached: ${e}`), ...invisible.map((e) => `${at}: focus not seen: ${e}`));
        }
        assert.deepEqual(faults, []);
        await who.done();
    });
}

test("the first page weighs less than 60 kB, and a second visit fetches no asset", async () => {
    const who = await person(desk.url);
    const cdp = await who.context.newCDPSession(who.page);
    await cdp.send("Network.enable");
    const sizes = new Map(), urls = new Map(), cached = new Set();
    cdp.on("Network.responseReceived", (e) => urls.set(e.requestId, e.response.url));
    cdp.on("Network.requestServedFromCache", (e) => cached.add(e.requestId));
    cdp.on("Network.loadingFinished", (e) => sizes.set(e.requestId, e.encodedDataLength));
    await who.page.goto("/", { waitUntil: "networkidle" });
    const list = [...sizes].map(([id, size]) => `${urls.get(id)} ${size}`);
    const total = [...sizes.values()].reduce((sum, n) => sum + n, 0);
    assert.ok(total > 0 && total < 60000, `${total} bytes:\n${list.join("\n")}`);
    const first = new Set(urls.values());
    const client = new Client(desk.url);
    for (const url of [...urls.values()].filter((u) => u.startsWith(desk.url) && new URL(u).pathname !== "/")) {
        const answer = await client.get(new URL(url).pathname);
        assert.match(answer.headers.get("cache-control") ?? "", /max-age=31536000.*immutable/, url);
        assert.match(new URL(url).pathname, /[.-][0-9a-f]{8,}\./, "its hash is in its name");
    }
    const fetched = [];
    cdp.on("Network.responseReceived", (e) => {
        if (/\/static\//.test(e.response.url) && !e.response.fromDiskCache && !cached.has(e.requestId))
            fetched.push(e.response.url);
    });
    await who.page.goto("/sign-in", { waitUntil: "networkidle" });
    assert.deepEqual(fetched.filter((url) => first.has(url)), []);
    await who.done();
});

test("every answer carries a strict policy, and no page a stranger's script", async () => {
    const clients = { nobody: new Client(desk.url) };
    for (const role of ["requester", "agent", "manager"])
        clients[role] = await new Client(desk.url).signIn(PEOPLE[role].email);
    for (const [role, pages] of Object.entries(PAGES))
        for (const at of pages()) {
            const { headers, text } = await clients[role].get(at);
            const policy = headers.get("content-security-policy") ?? "";
            assert.match(policy, /default-src 'none'|default-src 'self'/, at);
            assert.doesNotMatch(policy, /unsafe-|\*|data:.*script/, at);
            assert.match(policy, /frame-ancestors 'none'|frame-ancestors 'self'/, at);
            assert.equal(headers.get("x-content-type-options"), "nosniff", at);
            assert.ok(headers.get("referrer-policy"), at);
            assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)[^>]*>[^<]*\S/, `${at}: no inline script`);
            assert.doesNotMatch(text, /\son[a-z]+="/, `${at}: no handlers in attributes`);
            assert.doesNotMatch(text, /\sstyle="/, `${at}: no style attributes`);
            if (role !== "nobody")
                assert.match(headers.get("cache-control") ?? "", /no-store|private/, at);
        }
});

test("the session's cookie is out of reach of scripts and other sites", async () => {
    const client = new Client(desk.url);
    const fields = await client.form("/sign-in");
    client.jar.set("kindesk", "f".repeat(64));
    const { headers } = await client.post("/sign-in", { ...fields, email: PEOPLE.agent.email, password: "correct horse battery staple" });
    const cookies = setCookies(headers);
    assert.ok(cookies.length > 0);
    for (const cookie of cookies.filter((c) => !/max-age=0/i.test(c))) {
        assert.match(cookie, /HttpOnly/i);
        assert.match(cookie, /SameSite=(Lax|Strict)/i);
        assert.match(cookie, /Path=\//i);
    }
    assert.match(client.jar.get("kindesk"), /^[\w-]{40,}$/);
    assert.notEqual(client.jar.get("kindesk"), "f".repeat(64), "a session that somebody planted does not become mine");
});

test("files and HTML of strangers come sandboxed", async () => {
    const client = await new Client(desk.url).signIn(PEOPLE.agent.email);
    const file = await client.get(`/files/${view.file}`);
    assert.equal(file.status, 200);
    assert.match(file.headers.get("content-disposition"), /^attachment/);
    assert.match(file.headers.get("content-security-policy"), /sandbox/);
    assert.equal(file.headers.get("x-content-type-options"), "nosniff");
    const message = await value(desk.data, "SELECT max(id) FROM message WHERE ticket = ?", view.mailed);
    const html = await client.get(`/html/${message}`);
    assert.equal(html.status, 200);
    assert.match(html.headers.get("content-security-policy"), /sandbox/);
    assert.doesNotMatch(html.headers.get("content-security-policy"), /allow-scripts/);
});

test("changes appear in the queue by themselves, without moving what is there", async () => {
    const who = await person(desk.url);
    await signIn(who.page, PEOPLE.agent.email);
    await who.page.goto("/queue");
    const first = who.page.locator(".row").first();
    const was = await first.getAttribute("id");
    const box = await first.boundingBox();
    await first.hover();
    const api = await desk.api(PEOPLE.agent.email);
    const { status } = await api("POST", "/tickets", { subject: "Brand-new and critical", body: "x", topic: "Network", impact: "Everyone",
        urgency: "Work has stopped", requester: { email: PEOPLE.requester.email, name: "Rosa" } });
    assert.equal(status, 201);
    await who.page.locator("[data-news] button").waitFor({ state: "visible" });
    assert.equal(await first.getAttribute("id"), was);
    const now = await who.page.locator(`#${was}`).boundingBox();
    const shift = await who.page.locator("[data-news]").evaluate((e) => getComputedStyle(e).position === "static" ? e.offsetHeight : 0);
    assert.ok(Math.abs(now.y - box.y) <= shift, `the row under the pointer moved from ${box.y} to ${now.y}`);
    await who.page.locator("[data-news] button").click();
    await who.page.getByText("Brand-new and critical").waitFor();
    await who.done();
});

test("who else looks and writes is shown, and a draft follows across devices", async () => {
    const [one, two] = [await person(desk.url), await person(desk.url, { phone: true })];
    await signIn(one.page, PEOPLE.agent.email);
    await signIn(two.page, PEOPLE.manager.email);
    await one.page.goto(`/t/${view.own}`);
    await two.page.goto(`/t/${view.own}`);
    await one.page.locator("[data-presence]", { hasText: PEOPLE.manager.name }).waitFor();
    await one.page.locator("#editor").click();
    await one.page.keyboard.type("A draft that must not be lost.");
    await two.page.locator("[data-presence] .present-writes", { hasText: PEOPLE.agent.name }).waitFor();
    await eventually(() => value(desk.data, "SELECT count(*) FROM draft WHERE html LIKE '%must not be lost%'"), "the draft to be saved");
    await one.done();
    const third = await person(desk.url, { phone: true });
    await signIn(third.page, PEOPLE.agent.email);
    await third.page.goto(`/t/${view.own}`);
    await third.page.locator("#editor", { hasText: "must not be lost" }).waitFor();
    await third.done();
    await two.done();
});

test("what a requester typed survives a closed tab", async () => {
    const who = await person(desk.url);
    await who.page.goto("/new?topic=Printing");
    await who.page.fill("#subject", "Half written");
    await who.page.fill("#body", "A long story that");
    await Promise.all([who.page.waitForEvent("close"), who.page.close({ runBeforeUnload: true })]);
    const again = await who.context.newPage();
    await again.goto(`${desk.url}/new?topic=Printing`);
    await again.locator("[data-restored]").waitFor();
    assert.equal(await again.inputValue("#subject"), "Half written");
    assert.equal(await again.inputValue("#body"), "A long story that");
    await who.done();
});

test("what a requester typed survives a lost connection", async () => {
    const who = await person(desk.url, { allow: [/ERR_INTERNET_DISCONNECTED/] });
    await who.page.goto("/new?topic=Printing");
    await who.page.fill("#subject", "Sent into the void");
    await who.page.fill("#body", "The wireless went just now");
    await who.context.setOffline(true);
    await who.page.locator("form[action='/new'] button.primary[type=submit]").click();
    await who.page.waitForURL(/^chrome-error:/);
    await who.context.setOffline(false);
    await who.page.goto("/new?topic=Printing");
    await who.page.locator("[data-restored]").waitFor();
    assert.equal(await who.page.inputValue("#subject"), "Sent into the void");
    assert.equal(await who.page.inputValue("#body"), "The wireless went just now");
    await who.done();
});

// A file as the browser hands it over on a drop or a paste.
function hand(locator, event, name, type, base64) {
    return locator.evaluate((target, [kind, file, mime, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], file, { type: mime }));
        target.dispatchEvent(kind === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [event, name, type, base64]);
}
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("files come by drop and by paste too", async () => {
    const who = await person(desk.url);
    await who.page.goto("/new?topic=Printing");
    await hand(who.page.locator("#body"), "drop", "dropped.txt", "text/plain", "YQ==");
    await hand(who.page.locator("#body"), "paste", "pasted.png", "image/png", PIXEL);
    await eventually(async () => await who.page.locator("[data-list] input[name=upload]:enabled").count() === 2, "both to arrive");
    assert.deepEqual((await who.page.locator("[data-list] [data-name]").allTextContents()).sort(), ["dropped.txt", "pasted.png"]);
    await who.done();
});

test("a picture pasted into a reply stands in it, there and with the requester", async () => {
    const who = await person(desk.url);
    await signIn(who.page, PEOPLE.agent.email);
    await who.page.goto(`/t/${view.own}`);
    const editor = who.page.locator("[contenteditable=true]").first();
    await editor.click();
    await who.page.keyboard.type("It looks like this: ");
    await hand(editor, "paste", "shot.png", "image/png", PIXEL);
    await editor.locator("img").waitFor();
    await who.page.locator("#composer button.primary[type=submit]").first().click();
    const shown = who.page.locator(".entry-reply img[src^='/files/']");
    await shown.waitFor({ timeout: 20000 });
    assert.equal(await shown.evaluate((img) => img.decode().then(() => img.naturalWidth)), 1);
    await who.done();
    const requester = await person(desk.url);
    await signIn(requester.page, PEOPLE.requester.email);
    await requester.page.goto(`/r/${view.own}`);
    assert.equal(await requester.page.locator("img[src^='/files/']").evaluate((img) => img.decode().then(() => img.naturalWidth)), 1);
    await requester.done();
});

test("a file is uploaded ahead by picker, with progress, and can be removed", async () => {
    const who = await person(desk.url);
    await who.page.goto("/new?topic=Printing");
    await who.page.setInputFiles("#files", [{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") },
        { name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("b") }]);
    await eventually(async () => await who.page.locator("[data-list] input[name=upload]:enabled").count() === 2, "both to arrive");
    await who.page.locator("[data-list] [data-remove]").first().click();
    assert.equal(await who.page.locator("[data-list] li").count(), 1);
    await who.done();
});

test("pages read well on paper", async () => {
    const who = await person(desk.url);
    await signIn(who.page, PEOPLE.agent.email);
    await who.page.goto(`/t/${view.own}`);
    await who.page.emulateMedia({ media: "print" });
    assert.ok(!(await who.page.locator("#side").isVisible()), "no navigation on paper");
    assert.ok(!(await who.page.locator("#composer").isVisible()), "no composer on paper");
    await who.done();
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
