// SPDX-License-Identifier: Apache-2.0
// Every route, with every role and with another person's ids: what the table says, nothing more.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { end, top } from "./support/run.mjs";
import { Desk, PEOPLE, callApi } from "./support/desk.mjs";
import { Client } from "./support/client.mjs";
import { LEVELS, routes } from "./support/routes.mjs";
import { scene } from "./support/scene.mjs";
import { rows, value } from "./support/sql.mjs";

const ROLES = ["nobody", "requester", "otherRequester", "agent", "otherAgent", "manager", "administrator"];
const LEVEL = { nobody: 0, requester: 1, otherRequester: 1, agent: 2, otherAgent: 2, manager: 3, administrator: 4 };
// Who works for another desk of the installation, as far up as one goes there.
const ELSEWHERE = { email: "hal@desk.example", name: "Hal Elsewhere", role: "manager" };
let desk, view, table, clients, tokens, ids;

before(async () => {
    desk = await Desk.make({ serve: false });
    await desk.command("desk add", ["yard", "--data", desk.data, "--plan", path.join(top, "test/support/second.md")]);
    await desk.command("person add", ["--data", desk.data, "--email", ELSEWHERE.email, "--name", ELSEWHERE.name, "--role", ELSEWHERE.role,
        "--desk", "yard", "--password-stdin"], { input: "correct horse battery staple\n" });
    await desk.serve();
    view = await scene(desk);
    table = await routes();
    clients = {};
    tokens = {};
    for (const role of ROLES) {
        clients[role] = new Client(desk.url);
        if (role !== "nobody") {
            await clients[role].signIn(PEOPLE[role].email);
            tokens[role] = await desk.token(PEOPLE[role].email);
        }
    }
    clients.elsewhere = await new Client(desk.url).signIn(ELSEWHERE.email);
    tokens.elsewhere = await desk.token(ELSEWHERE.email);
    const message = await value(desk.data, "SELECT min(id) FROM message WHERE ticket = ?", view.own);
    const person = await value(desk.data, "SELECT id FROM person WHERE email = ?", PEOPLE.otherRequester.email);
    // Things of Rosa: `requester` may see them, `otherRequester` may not.
    ids = { ticket: view.own, number: view.own, message, attachment: view.file, file: view.file, side: view.side, person, inbox: 1, outgoing: 1, mail: 1, revision: 1 };
});
after(end);

const fill = (path, values = ids) => path.replace(/[:*]([a-z_]+)/g, (_, name) => String(values[name] ?? "0".repeat(43)));
const isApi = (route) => route.flags.includes("api") && route.path.startsWith("/api/v1/");
const writes = (route) => route.method !== "GET";

function call(role, route, path, { csrf, body } = {}) {
    if (isApi(route))
        return callApi(desk.url, tokens[role], route.method, path.slice("/api/v1".length), writes(route) ? (body ?? {}) : undefined);
    if (!writes(route))
        return clients[role].get(path);
    return clients[role].post(path, csrf ? { csrf } : {});
}

test("the table has a permission that is known for each route, and public ones are few", () => {
    assert.ok(table.length > 40, `${table.length} routes`);
    for (const route of table)
        assert.ok(route.permission in LEVELS, `${route.method} ${route.path}: ${route.permission}`);
    const open = table.filter((r) => LEVELS[r.permission] === 0).map((r) => `${r.method} ${r.path}`);
    // Whoever makes a route public says so here too.
    const known = [/^GET \/$/, /^(GET|POST) \/new$/, /^POST \/uploads$/, /^(GET|POST) \/sign-in/, /^POST \/sign-out$/, /^(GET|POST) \/setup\//,
        /^(GET|POST) \/survey\//, /^(GET|POST) \/l\//, /^GET \/plan/, /^GET \/d\/:desk/, /^GET \/look\/:colours$/, /^GET \/static\//, /^GET \/healthz$/, /^GET \/metrics$/, /^GET \/api\/openapi.json$/,
        /^POST \/(lang|language)$/, /^GET \/(r|files|html|picture)\//, /^POST \/r\/:\w+\/(solved|unsolved|waiting|reply)$/, /^GET \/(robots\.txt|favicon\.ico|\.well-known\/.*)$/, /^POST \/csp$/];
    for (const line of open)
        assert.ok(known.some((pattern) => pattern.test(line)), `${line} is public: is that meant?`);
});

test("who may not use a route is told so, whoever's ids", async () => {
    const faults = [];
    for (const route of table)
        for (const role of ROLES) {
            if (LEVEL[role] >= LEVELS[route.permission])
                continue;
            const csrf = writes(route) && !isApi(route) ? await clients[role].csrf(role === "nobody" ? "/sign-in" : "/profile") : undefined;
            const answer = await call(role, route, fill(route.path), { csrf });
            const refused = isApi(route) ? (role === "nobody" ? answer.status === 401 : answer.status === 403)
                : role === "nobody" ? (answer.status === 303 && answer.location.startsWith("/sign-in")) || answer.status === 403 || answer.status === 401
                    : answer.status === 403;
            if (!refused)
                faults.push(`${role}: ${route.method} ${route.path} (${route.permission}): ${answer.status} ${answer.location ?? ""}`);
        }
    assert.deepEqual(faults, []);
});

test("who may use a route never meets a fault of ours", async () => {
    const faults = [];
    for (const route of table.filter((r) => r.method === "GET"))
        for (const role of ROLES) {
            if (LEVEL[role] < LEVELS[route.permission])
                continue;
            const answer = await call(role, route, fill(route.path));
            if (answer.status >= 500 || answer.status === 403)
                faults.push(`${role}: ${route.method} ${route.path}: ${answer.status}`);
        }
    assert.deepEqual(faults, []);
});

test("another person's ids look like ids that do not exist", async () => {
    const faults = [];
    const absent = Object.fromEntries(Object.keys(ids).map((name) => [name, 987654]));
    for (const route of table.filter((r) => /:(ticket|number|message|attachment|file)\b/.test(r.path))) {
        if (LEVELS[route.permission] > 1)
            continue;
        const csrf = writes(route) && !isApi(route) ? await clients.otherRequester.csrf("/profile") : undefined;
        const foreign = await call("otherRequester", route, fill(route.path), { csrf });
        const none = await call("otherRequester", route, fill(route.path, { ...ids, ...absent }), { csrf });
        if (foreign.status !== none.status || ![404, 422].includes(foreign.status))
            faults.push(`${route.method} ${route.path}: foreign ${foreign.status}, absent ${none.status}`);
        const strip = (text) => text.replace(/987654|\b\d+\b/g, "N").replace(/value="[^"]{20,}"/g, "").replace(/"(instance|request|request_id)":"[^"]*"/g, "");
        if (strip(foreign.text) !== strip(none.text))
            faults.push(`${route.method} ${route.path}: the two answers differ`);
        const anonymous = writes(route) ? undefined : await call("nobody", route, fill(route.path));
        if (anonymous && anonymous.status === 200)
            faults.push(`${route.method} ${route.path}: open to nobody`);
    }
    assert.deepEqual(faults, []);
});

test("to the staff of another desk every id of this one looks like none", async () => {
    const faults = [];
    const absent = Object.fromEntries(Object.keys(ids).map((name) => [name, 987654]));
    const strip = (text) => text.replace(/987654|\b\d+\b/g, "N").replace(/value="[^"]{20,}"/g, "").replace(/"(instance|request|request_id)":"[^"]*"/g, "");
    for (const route of table.filter((r) => /:(ticket|number|message|attachment|file|inbox|outgoing)\b/.test(r.path))) {
        if (LEVELS[route.permission] > LEVEL.manager)
            continue;
        const csrf = writes(route) && !isApi(route) ? await clients.elsewhere.csrf("/profile") : undefined;
        const foreign = await call("elsewhere", route, fill(route.path), { csrf });
        const none = await call("elsewhere", route, fill(route.path, { ...ids, ...absent }), { csrf });
        if (foreign.status !== none.status || ![404, 422].includes(foreign.status))
            faults.push(`${route.method} ${route.path}: foreign ${foreign.status}, absent ${none.status}`);
        if (strip(foreign.text) !== strip(none.text))
            faults.push(`${route.method} ${route.path}: the two answers differ`);
    }
    assert.deepEqual(faults, []);
});

test("without the CSRF token nothing is written, with a foreign one neither", async () => {
    const before = await rows(desk.data, "SELECT (SELECT count(*) FROM event) e, (SELECT count(*) FROM message) m, (SELECT count(*) FROM ticket) t, (SELECT count(*) FROM session) s");
    const foreign = await clients.otherAgent.csrf("/profile");
    const faults = [];
    for (const route of table.filter((r) => writes(r) && !isApi(r) && !r.flags.includes("no-csrf")))
        for (const role of ["nobody", "agent", "administrator"]) {
            if (LEVEL[role] < LEVELS[route.permission])
                continue;
            for (const csrf of [undefined, foreign, ""]) {
                const answer = await clients[role].post(fill(route.path), csrf === undefined ? {} : { csrf });
                if (answer.status !== 403)
                    faults.push(`${role}: ${route.method} ${route.path} with ${csrf === undefined ? "no" : csrf ? "a foreign" : "an empty"} token: ${answer.status}`);
            }
        }
    assert.deepEqual(faults, []);
    assert.deepEqual(await rows(desk.data, "SELECT (SELECT count(*) FROM event) e, (SELECT count(*) FROM message) m, (SELECT count(*) FROM ticket) t, (SELECT count(*) FROM session) s"), before);
});

test("with the token and nothing else, a write is refused kindly or does nothing harmful", async () => {
    const faults = [];
    for (const route of table.filter((r) => writes(r) && !r.path.includes("sign-out")))
        for (const role of ["requester", "agent", "manager", "administrator"]) {
            if (LEVEL[role] < LEVELS[route.permission])
                continue;
            const csrf = isApi(route) ? undefined : await clients[role].csrf("/profile");
            const answer = await call(role, route, fill(route.path), { csrf });
            if (answer.status >= 500 || (answer.status === 403 && LEVELS[route.permission] > 0 && !/:person/.test(route.path)))
                faults.push(`${role}: ${route.method} ${route.path}: ${answer.status} ${answer.text.slice(0, 200)}`);
        }
    assert.deepEqual(faults, []);
});

test("another method is answered with what there is", async () => {
    for (const [method, at] of [["DELETE", "/"], ["PUT", "/queue"], ["POST", "/healthz"], ["PATCH", "/new"]]) {
        const answer = await clients.agent.request(method, at);
        assert.equal(answer.status, 405, `${method} ${at}`);
        assert.ok(answer.headers.get("allow"));
    }
});

test("sign-in tells nothing apart: same answer for known and unknown, and it is limited", async () => {
    const answers = [];
    for (const email of [PEOPLE.otherAgent.email, "nobody.at.all@desk.example"]) {
        const client = new Client(desk.url);
        const fields = await client.form("/sign-in");
        const began = process.hrtime.bigint();
        const answer = await client.post("/sign-in", { ...fields, email, password: "wrong" });
        answers.push({ status: answer.status, ms: Number(process.hrtime.bigint() - began) / 1e6,
            text: answer.text.replaceAll(email, "E").replace(/value="[^"]{20,}"/g, "") });
    }
    assert.equal(answers[0].status, answers[1].status);
    assert.equal(answers[0].text, answers[1].text);
    assert.ok(Math.abs(answers[0].ms - answers[1].ms) < 0.5 * Math.max(answers[0].ms, answers[1].ms) + 100, JSON.stringify(answers.map((a) => a.ms)));
    let limited;
    for (let i = 0; i < 40 && !limited; i++) {
        const client = new Client(desk.url);
        const fields = await client.form("/sign-in");
        limited = (await client.post("/sign-in", { ...fields, email: PEOPLE.otherAgent.email, password: "wrong" })).status === 429;
    }
    assert.ok(limited, "after many failures it says to wait");
});

test("links lead only where the configuration says, and back only to ourselves", async () => {
    const answer = await fetch(`${desk.url}/`, { headers: { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", Forwarded: "host=evil.example" } });
    assert.doesNotMatch(await answer.text(), /evil\.example/);
    for (const back of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%09/evil.example", "\t//evil.example"]) {
        const client = new Client(desk.url);
        const fields = await client.form(`/sign-in?back=${encodeURIComponent(back)}`);
        const signed = await client.post("/sign-in", { ...fields, back, email: PEOPLE.administrator.email, password: "correct horse battery staple" });
        if (signed.status === 429)
            continue;
        assert.equal(signed.status, 303, signed.text.slice(0, 500));
        assert.equal(new URL(signed.location, desk.url).origin, desk.url, `back=${back} led to ${signed.location}`);
    }
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
