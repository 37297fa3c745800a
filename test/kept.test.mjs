// SPDX-License-Identifier: Apache-2.0
// Pages that are kept for a moment: given out again, but never to another, and never when
// anything has changed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "./support/client.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { end } from "./support/run.mjs";

let desk, api, number;

before(async () => {
    desk = await Desk.make();
    api = await desk.api(PEOPLE.manager.email);
    const { status, body, text } = await api("POST", "/tickets", { subject: "The first name", body: "It flickers.",
        topic: "Printing", impact: "One person", urgency: "Work is hindered",
        requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } });
    assert.equal(status, 201, text);
    number = body.number;
});
after(end);

async function signedIn(person) {
    const client = new Client(desk.url);
    await client.signIn(person.email);
    return client;
}

// How many pages were given out a second time.
async function keptN() {
    const text = await (await fetch(`${desk.url}/metrics`)).text();
    return Number(/^kindesk_pages_kept_total (\d+)$/m.exec(text)?.[1] ?? NaN);
}

// Asks until the page comes from those kept: other things are committed now and then.
async function getKept(client, at) {
    for (let i = 0; i < 50; i++) {
        const was = await keptN();
        const page = await client.get(at);
        assert.equal(page.status, 200, page.text);
        if (await keptN() > was)
            return page;
    }
    throw new Error(`${at} is never kept`);
}

const withoutId = (page) => [...page.headers].filter(([name]) => !["x-request-id", "date"].includes(name)).join("\n");

test("the same page comes again, byte by byte", async () => {
    const client = await signedIn(PEOPLE.agent);
    for (const at of ["/queue", "/queue/rows", `/t/${number}`]) {
        const kept = await getKept(client, at);
        const again = await getKept(client, at);
        assert.equal(again.text, kept.text);
        assert.equal(withoutId(again), withoutId(kept));
        assert.match(kept.headers.get("content-security-policy"), /default-src 'none'/);
        assert.equal(kept.headers.get("cache-control"), "no-store");
        assert.notEqual(kept.headers.get("x-request-id"), again.headers.get("x-request-id"));
    }
});

test("nobody gets the page of another, nor of another session of theirs", async () => {
    const people = [PEOPLE.agent, PEOPLE.otherAgent, PEOPLE.manager, PEOPLE.administrator, PEOPLE.agent];
    const clients = await Promise.all(people.map(signedIn));
    const tokens = new Set();
    for (let round = 0; round < 3; round++)
        for (const [i, client] of clients.entries()) {
            const page = await getKept(client, `/t/${number}`);
            const csrf = /name="csrf"[^>]*value="([^"]+)"/.exec(page.text)[1];
            tokens.add(csrf);
            assert.ok(page.text.includes(people[i].name), `${people[i].name} sees the page of another`);
            const own = await client.csrf("/profile");
            assert.equal(csrf, own);
        }
    assert.equal(tokens.size, clients.length);
    for (const at of ["/queue", `/t/${number}`]) {
        await getKept(clients[0], at);
        assert.equal((await new Client(desk.url).get(at)).status, 303);
        const requester = await signedIn(PEOPLE.requester);
        assert.equal((await requester.get(at)).status, 403);
    }
});

test("a language of one's own is part of what is asked", async () => {
    const client = await signedIn(PEOPLE.agent);
    await getKept(client, "/queue");
    const spanish = await client.get("/queue", { "Accept-Language": "es" });
    assert.match(spanish.text, /lang="es"/);
    assert.match((await client.get("/queue")).text, /lang="en"/);
});

test("what was changed is there at once, whoever changed it", async () => {
    const client = await signedIn(PEOPLE.agent);
    for (let i = 0; i < 20; i++) {
        await getKept(client, `/t/${number}`);
        const { status } = await api("PATCH", `/tickets/${number}`, { subject: `Name number ${i}` });
        assert.equal(status, 200);
        for (const at of [`/t/${number}`, "/queue", "/queue/rows"])
            assert.ok((await client.get(at)).text.includes(`Name number ${i}`), `round ${i}: ${at} is stale`);
    }
    await getKept(client, "/queue");
    await desk.addPerson({ email: "new@desk.example", name: "Nina Newcomer", role: "agent" }); // another process
    assert.ok((await client.get("/queue")).text.includes("Nina Newcomer"));
});

// Many at once, on all threads: an answer that was asked for after a change was confirmed
// shows that change or a later one.
test("under load no answer is older than its question", async () => {
    const clients = await Promise.all([PEOPLE.agent, PEOPLE.manager].map(signedIn));
    const before = await keptN();
    let confirmed = -1, running = true, asked = 0;
    const ask = async (client) => {
        while (running) {
            const least = confirmed;
            const { text, status } = await client.get(`/t/${number}`);
            assert.equal(status, 200);
            const shown = Number(/Round (\d+)\./.exec(text)?.[1] ?? -1);
            assert.ok(shown >= least, `shown ${shown}, confirmed before ${least}`);
            asked++;
        }
    };
    const asking = Promise.all(Array.from({ length: 12 }, (_, i) => ask(clients[i % 2])));
    for (let i = 0; i < 40; i++) {
        const { status } = await api("PATCH", `/tickets/${number}`, { subject: `Round ${i}.` });
        assert.equal(status, 200);
        confirmed = i;
        const until = asked + 12;
        while (asked < until)
            await new Promise((resolve) => setImmediate(resolve));
    }
    running = false;
    await asking;
    assert.ok(await keptN() > before, "not one page was given out again");
});

test("who has signed out, was stopped or has other rights gets nothing of before", async () => {
    const client = await signedIn(PEOPLE.agent);
    await getKept(client, "/queue");
    const cookies = client.cookies;
    const csrf = await client.csrf("/profile");
    await client.post("/sign-out", { csrf });
    const late = await fetch(`${desk.url}/queue`, { headers: { Cookie: cookies, "Accept-Language": "en" },
        redirect: "manual" });
    assert.equal(late.status, 303);
});

test("a notice is shown once, also over a page that is kept", async () => {
    const client = await signedIn(PEOPLE.agent);
    await getKept(client, "/queue");
    client.jar.set("kindesk_notice", Buffer.from("This was done.").toString("base64url"));
    assert.ok((await client.get("/queue")).text.includes("This was done."));
    assert.ok(!(await client.get("/queue")).text.includes("This was done."));
});
