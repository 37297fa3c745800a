// SPDX-License-Identifier: Apache-2.0
// The demonstration desk: whole, signed in to with the password it wrote down, and silent.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { end, freePort, program, run, temporaryDirectory } from "./support/run.mjs";
import { Client } from "./support/client.mjs";
import { Desk } from "./support/desk.mjs";

// A Wednesday morning in the desk's own hours, so that the same things have happened each time.
const NOW = { KINDESK_NOW: "2026-11-18T16:00:00Z" };

let data, signIn;
before(async () => {
    data = path.join(temporaryDirectory("demo"), "data");
    const { code, err } = await run(program, ["demo", "--data", data], { env: NOW });
    assert.equal(code, 0, err);
    signIn = readFileSync(path.join(data, "demo-sign-in.txt"), "utf8");
});
after(end);

test("it says how to sign in, to the owner of the directory only", () => {
    assert.equal(statSync(path.join(data, "demo-sign-in.txt")).mode & 0o777, 0o600);
    for (const role of ["administrator", "manager", "agent", "requester"])
        assert.match(signIn, new RegExp(`^ *${role} +\\S+@\\S+`, "m"));
});

test("the password is made anew for each desk and stored hashed", async () => {
    const password = signIn.match(/password (\S+) as/)[1];
    assert.ok(password.length >= 12);
    assert.ok(!readFileSync(path.join(data, "kindesk.db")).includes(password));
    const other = path.join(temporaryDirectory("demo"), "data");
    assert.equal((await run(program, ["demo", "--data", other])).code, 0);
    assert.ok(!readFileSync(path.join(other, "demo-sign-in.txt"), "utf8").includes(password));
});

test("every invariant holds for its history", async () => {
    const { code, out } = await run(program, ["check", "--data", data]);
    assert.equal(code, 0, out);
    assert.match(out, /^\d+ tickets, \d+ events, \d+ files: all in order/m);
});

test("one signs in to tickets in both languages and in every state, and none of the past is mailed", async () => {
    const desk = new Desk();
    Object.assign(desk, { data, env: NOW, port: await freePort(), lmtpPort: await freePort() });
    desk.url = `http://127.0.0.1:${desk.port}`;
    await desk.serve();
    const api = await desk.api("walter.brandt@lakeview.example");
    const phases = new Set(), texts = [];
    for (let after = ""; after !== null;) {
        const { body } = await api("GET", `/tickets?limit=200${after ? `&after=${after}` : ""}`);
        for (const ticket of body.items) {
            phases.add(ticket.phase);
            texts.push(ticket.subject);
        }
        after = body.next;
    }
    for (const phase of ["new", "open", "waiting", "vendor", "resolved", "closed", "spam"])
        assert.ok(phases.has(phase), phase);
    assert.ok(texts.length >= 60, `${texts.length}`);
    assert.ok(texts.some((text) => /¿/.test(text)) && texts.some((text) => /Locked out/.test(text)));
    const password = signIn.match(/password (\S+) as/)[1];
    const client = await new Client(desk.url).signIn(signIn.match(/agent +(\S+@\S+)/)[1], password);
    assert.equal((await client.get("/queue")).status, 200, "the password opens the queue");
    assert.ok(desk.log.filter((line) => line.kind === "send-mail").length <= 1, "the past is not mailed");
    await desk.stop();
});

test("where there is a desk already, it is left alone", async () => {
    const { code, err } = await run(program, ["demo", "--data", data]);
    assert.notEqual(code, 0);
    assert.match(err, /kindesk demo: /);
    assert.equal(readFileSync(path.join(data, "demo-sign-in.txt"), "utf8"), signIn);
});
