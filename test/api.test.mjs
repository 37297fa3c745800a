// SPDX-License-Identifier: Apache-2.0
// The JSON interface: every route, what its document says of it, and the manners it promises.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, program, run } from "./support/run.mjs";
import { Desk, PEOPLE, callApi } from "./support/desk.mjs";
import { routes } from "./support/routes.mjs";

let desk, agent, requester, other;
before(async () => {
    desk = await Desk.make();
    agent = await desk.api(PEOPLE.agent.email);
    requester = await desk.api(PEOPLE.requester.email);
    other = await desk.api(PEOPLE.otherRequester.email);
});
after(end);

const REQUEST = { subject: "The printer is on fire", body: "Not really.", topic: "Printing", impact: "One person",
    urgency: "Work is hindered", requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } };

async function ticket(more = {}) {
    const { status, body, text } = await agent("POST", "/tickets", { ...REQUEST, ...more });
    assert.equal(status, 201, text);
    return body;
}

function isProblem(answer, status, field) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers.get("content-type"), /^application\/problem\+json/);
    assert.equal(answer.body.status, status);
    assert.ok(answer.body.title, answer.text);
    if (field)
        assert.ok(JSON.stringify(answer.body).includes(`"${field}"`), `names ${field}: ${answer.text}`);
}

test("the OpenAPI document and the routes table agree", async () => {
    const answer = await fetch(`${desk.url}/api/openapi.json`);
    assert.equal(answer.status, 200);
    const document = await answer.json();
    assert.match(document.openapi, /^3\.1\./);
    assert.ok(document.info.title && document.info.version);
    const described = Object.entries(document.paths).flatMap(([at, item]) => Object.keys(item)
        .filter((key) => ["get", "post", "patch", "put", "delete"].includes(key))
        .map((method) => `${method.toUpperCase()} ${at.replace(/\{[^}]+\}/g, ":x")}`));
    const prefix = document.servers?.[0]?.url?.replace(/^https?:\/\/[^/]+/, "").replace(/\/$/, "") ?? "";
    const full = described.map((line) => line.includes(" /api/v1") ? line : line.replace(" ", ` ${prefix}`)).sort();
    const table = (await routes()).filter((route) => route.path.startsWith("/api/v1/"))
        .map((route) => `${route.method} ${route.path.replace(/:[a-z_]+/g, ":x")}`).sort();
    assert.deepEqual(full, table);
    const ids = new Set();
    for (const item of Object.values(document.paths))
        for (const [method, operation] of Object.entries(item).filter(([key]) => ["get", "post", "patch"].includes(key))) {
            assert.ok(operation.operationId && !ids.has(operation.operationId), `${method}: an operationId of its own`);
            ids.add(operation.operationId);
            assert.ok(Object.keys(operation.responses).length > 0);
            const once = (operation.parameters ?? []).some((p) => p.name === "Idempotency-Key" && p.in === "header");
            assert.equal(once, method === "post", `${operation.operationId}: every POST can be repeated`);
        }
    const refs = JSON.stringify(document).match(/"\$ref":"#[^"]+"/g) ?? [];
    for (const ref of refs) {
        const at = ref.slice(9, -1).split("/").slice(1);
        assert.ok(at.reduce((node, key) => node?.[key.replace(/~1/g, "/")], document), `${ref} leads somewhere`);
    }
});

test("without a token, or with a wrong one, there is nothing", async () => {
    for (const token of [undefined, "x", "0".repeat(64), "%", "a".repeat(5000)]) {
        const answer = await callApi(desk.url, token, "GET", "/tickets");
        isProblem(answer, 401);
        assert.match(answer.headers.get("www-authenticate") ?? "", /Bearer/);
    }
});

test("a ticket is opened, read, changed, answered, and its history says so", async () => {
    const made = await ticket();
    assert.equal(made.subject, REQUEST.subject);
    assert.equal(made.state, "New");
    assert.equal(made.priority, "Normal");
    assert.equal(made.team, "Front Desk");
    const got = await agent("GET", `/tickets/${made.number}`);
    assert.equal(got.status, 200);
    assert.equal(got.body.requester.email, PEOPLE.requester.email);
    const patched = await agent("PATCH", `/tickets/${made.number}`, { topic: "Network", reason: "It is the cable." });
    assert.equal(patched.status, 200, patched.text);
    assert.equal(patched.body.topic, "Network");
    const note = await agent("POST", `/tickets/${made.number}/messages`, { body: "Only for us.", public: false });
    assert.equal(note.status, 201, note.text);
    const reply = await agent("POST", `/tickets/${made.number}/messages`, { body: "For you.", public: true,
        attachments: [{ filename: "how.txt", type: "text/plain", content: Buffer.from("so").toString("base64") }] });
    assert.equal(reply.status, 201, reply.text);
    const events = await agent("GET", `/tickets/${made.number}/events`);
    assert.equal(events.status, 200);
    assert.ok((events.body.items ?? events.body).length >= 4, events.text);
    assert.match(events.text, /It is the cable/);
    const people = await agent("GET", "/people?limit=100");
    assert.ok(people.body.items.some((p) => p.email === PEOPLE.requester.email), people.text);
});

test("an attachment that was sent comes back, byte for byte, as an attachment", async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 31) % 256));
    const made = await ticket({ attachments: [{ filename: 'no"te <svg onload=1>.html', type: "text/html", content: bytes.toString("base64") }] });
    const { body, text } = await agent("GET", `/tickets/${made.number}`);
    const file = body.messages.flatMap((m) => m.attachments ?? [])[0];
    assert.ok(file?.url, text);
    const token = await desk.token(PEOPLE.agent.email);
    const answer = await fetch(new URL(file.url, desk.url), { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200, file.url);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
    assert.match(answer.headers.get("content-disposition"), /^attachment/);
    assert.doesNotMatch(answer.headers.get("content-disposition"), /[\r\n]/);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(answer.headers.get("content-security-policy"), /sandbox/);
});

test("what is missing or wrong is a problem that names its field", async () => {
    isProblem(await agent("POST", "/tickets", { ...REQUEST, subject: "" }), 422, "subject");
    isProblem(await agent("POST", "/tickets", { ...REQUEST, topic: "No such topic" }), 422, "topic");
    isProblem(await agent("POST", "/tickets", { ...REQUEST, impact: "Moon" }), 422, "impact");
    isProblem(await agent("POST", "/tickets", { ...REQUEST, requester: { email: "not an address", name: "x" } }), 422, "email");
    isProblem(await agent("POST", "/tickets", { ...REQUEST, surprise: 1 }), 422, "surprise");
    isProblem(await agent("POST", "/tickets", { ...REQUEST, subject: 5 }), 422, "subject");
    isProblem(await agent("POST", "/tickets", "{"), 400);
    isProblem(await agent("POST", "/tickets", "[]"), 422);
    isProblem(await agent("POST", "/tickets", "x", { "Content-Type": "text/plain" }), 415);
    isProblem(await agent("GET", "/tickets/999999"), 404);
    isProblem(await agent("GET", "/tickets/abc"), 404);
    isProblem(await agent("GET", "/nowhere"), 404);
    const wrong = await agent("DELETE", "/tickets");
    isProblem(wrong, 405);
    assert.match(wrong.headers.get("allow"), /GET/);
    isProblem(await agent("POST", "/tickets", { ...REQUEST, body: "x".repeat(30_000_000) }), 413);
    isProblem(await agent("GET", "/tickets?limit=0"), 422, "limit");
    isProblem(await agent("GET", "/tickets?after=nonsense"), 422, "after");
});

test("the same Idempotency-Key makes one ticket and gives one answer", async () => {
    const key = { "Idempotency-Key": "a-key-of-mine" };
    const [first, second] = [await agent("POST", "/tickets", REQUEST, key), await agent("POST", "/tickets", REQUEST, key)];
    assert.equal(first.status, 201);
    assert.equal(second.status, 201);
    assert.equal(second.text, first.text);
    const different = await agent("POST", "/tickets", { ...REQUEST, subject: "Something else" }, key);
    isProblem(different, 422);
    const foreign = await requester("POST", "/tickets", REQUEST, key);
    assert.notEqual(foreign.body?.number, first.body.number, "keys are one's own");
    const both = await Promise.all([1, 2, 3, 4].map(() => agent("POST", "/tickets", REQUEST, { "Idempotency-Key": "at once" })));
    const numbers = new Set(both.filter((a) => a.status === 201).map((a) => a.body.number));
    assert.equal(numbers.size, 1, JSON.stringify(both.map((a) => a.status)));
    const made = [...numbers][0];
    const reply = [1, 2].map(() => agent("POST", `/tickets/${made}/messages`, { body: "Once.", public: true }, { "Idempotency-Key": "reply" }));
    await Promise.all(reply);
    const { body } = await agent("GET", `/tickets/${made}`);
    assert.equal(body.messages.filter((m) => /Once\./.test(m.text ?? m.body)).length, 1);
});

test("pages by key lose and repeat nothing while tickets come in", async () => {
    for (let i = 0; i < 23; i++)
        await ticket({ subject: `paged ${i}` });
    const seen = [];
    let after = "";
    for (let i = 0; i < 20; i++) {
        const { status, body, text } = await agent("GET", `/tickets?q=paged&limit=5${after ? `&after=${encodeURIComponent(after)}` : ""}`);
        assert.equal(status, 200, text);
        assert.ok(body.items.length <= 5);
        seen.push(...body.items.map((t) => t.number));
        await ticket({ subject: `paged later ${i}` });
        after = body.next;
        if (!after)
            break;
    }
    assert.equal(after, null, "the last page says so");
    assert.equal(new Set(seen).size, seen.length, "none twice");
    assert.ok(seen.length >= 23, `${seen.length} of 23`);
});

test("filters and totals are about the same tickets", async () => {
    const own = await ticket({ subject: "filterable zebra", topic: "Network", impact: "Everyone", urgency: "Work has stopped" });
    for (const query of ["state=New", "team=Network", "priority=Critical", "topic=Network",
        `requester=${encodeURIComponent(PEOPLE.requester.email)}`, "q=zebra"]) {
        const { body, text } = await agent("GET", `/tickets?${query}&limit=100`);
        assert.ok(body.items.some((t) => t.number === own.number), `${query}: ${text.slice(0, 300)}`);
        if (!body.next)
            assert.equal(body.total, body.items.length, query);
    }
    for (const query of ["state=Closed", "team=Front%20Desk", "q=giraffe", "assignee=gil%40desk.example"]) {
        const { body, text } = await agent("GET", `/tickets?${query}&limit=100`);
        assert.ok(body && !body.items.some((t) => t.number === own.number), `${query}: ${text.slice(0, 300)}`);
    }
});

test("requesters see their own tickets and no notes, others see nothing", async () => {
    const made = await ticket({ subject: "private zanzibar" });
    await agent("POST", `/tickets/${made.number}/messages`, { body: "an internal quagga", public: false });
    const own = await requester("GET", `/tickets/${made.number}`);
    assert.equal(own.status, 200);
    assert.doesNotMatch(own.text, /quagga/);
    assert.doesNotMatch((await requester("GET", `/tickets/${made.number}/events`)).text, /quagga/);
    isProblem(await other("GET", `/tickets/${made.number}`), 404);
    isProblem(await other("GET", `/tickets/${made.number}/events`), 404);
    const patch = await other("PATCH", `/tickets/${made.number}`, { topic: "Network" });
    assert.ok([403, 404].includes(patch.status));
    isProblem(await other("POST", `/tickets/${made.number}/messages`, { body: "x", public: true }), 404);
    const list = await other("GET", "/tickets?q=zanzibar");
    assert.equal(list.body.total, 0, "no oracle by counting");
    assert.equal((await requester("GET", "/tickets?q=quagga")).body.total, 0, "nor by words of notes");
    const people = await requester("GET", "/people");
    assert.equal(people.status, 403);
});

test("nobody gives themselves what is not theirs (mass assignment)", async () => {
    const made = await ticket({ subject: "mine" });
    for (const fields of [{ priority: "Critical" }, { state: "Closed" }, { assignee: PEOPLE.agent.email }, { requester: { email: "x@y.example" } },
        { number: 5 }, { team: "Network" }]) {
        const answer = await requester("PATCH", `/tickets/${made.number}`, fields);
        assert.ok([403, 404, 422].includes(answer.status), `${JSON.stringify(fields)}: ${answer.status}`);
    }
    const forged = await requester("POST", "/tickets", { ...REQUEST, requester: { email: PEOPLE.otherRequester.email, name: "Otto" } });
    if (forged.status === 201)
        assert.equal((await other("GET", `/tickets/${forged.body.number}`)).status, 404, "not in somebody else's name");
    const note = await requester("POST", `/tickets/${made.number}/messages`, { body: "as a note", public: false });
    assert.ok([403, 422].includes(note.status), `${note.status}`);
});

test("odd tokens, ids and cursors meet the same answer", async () => {
    for (const at of ["/tickets/0", "/tickets/-1", "/tickets/1%00", "/tickets/9223372036854775808", "/tickets/1%2f2", "/tickets/%27"]) {
        const answer = await agent("GET", at);
        assert.ok([400, 404].includes(answer.status), `${at}: ${answer.status}`);
    }
    for (const q of ["%27", "%22", "a%20OR", "*", "NEAR(", "-", "%00", "%ff", "(", "title:x", "a".repeat(3000)]) {
        const answer = await agent("GET", `/tickets?q=${q}`);
        assert.ok([200, 422].includes(answer.status), `q=${q}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
});

test("the routes command prints the table that is served", async () => {
    const { code, out } = await run(program, ["routes"]);
    assert.equal(code, 0);
    assert.match(out, /GET\s+\/healthz/);
    await desk.stop();
    await desk.check();
});
