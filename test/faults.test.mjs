// SPDX-License-Identifier: Apache-2.0
// What goes wrong on a machine: a clear message, no half state, and it goes on when the cause
// is gone.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { atEnd, end, eventually, run, temporaryDirectory } from "./support/run.mjs";
import { Desk, PEOPLE, PLAN } from "./support/desk.mjs";
import { lmtp } from "./support/smtp.mjs";
import { compose } from "./support/message.mjs";
import { change } from "./support/sql.mjs";

after(end);

const REQUEST = { subject: "On a full disk", body: "x", topic: "Printing", impact: "One person", urgency: "Can wait",
    requester: { email: PEOPLE.requester.email, name: "Rosa" } };

// A small disk of its own.
async function disk(size) {
    const directory = path.join(temporaryDirectory("disk"), "disk");
    mkdirSync(directory);
    const { code, err } = await run("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "kindesk-test", directory]);
    if (code !== 0)
        return { refused: err.trim() };
    atEnd(() => run("umount", ["-l", directory]));
    return { directory, remount: async (options) => {
        const again = await run("mount", ["-o", `remount,${options}`, directory]);
        assert.equal(again.code, 0, again.err);
    } };
}

function oneLine(result, wanted) {
    const lines = result.err.trim().split("\n").filter((line) => !line.startsWith("{"));
    assert.equal(lines.length, 1, `one line on standard error:\n${result.err}`);
    assert.match(lines[0], wanted);
}

test("a full disk: said clearly, nothing half, and it goes on when there is room", async (t) => {
    const small = await disk("12m");
    if (small.refused)
        return t.skip(`no tmpfs may be mounted here: ${small.refused}`);
    const desk = await Desk.make({ data: path.join(small.directory, "data") });
    const api = await desk.api(PEOPLE.agent.email);
    let full, numbers = [];
    for (let i = 0; i < 400 && !full; i++) {
        const answer = await api("POST", "/tickets", { ...REQUEST, body: "long ".repeat(18000) });
        if (answer.status === 201)
            numbers.push(answer.body.number);
        else
            full = answer;
    }
    assert.ok(full, "the disk filled up");
    assert.ok([500, 503, 507].includes(full.status), `${full.status}`);
    assert.match(full.headers.get("content-type"), /application\/problem\+json/);
    assert.ok(full.body.title || full.body.detail);
    assert.equal((await api("GET", `/tickets/${numbers.at(-1)}`)).status, 200, "reading goes on");
    const [mail] = await lmtp(desk.lmtpPort, "a@people.example", "help@desk.example", compose({ from: "a@people.example",
        to: "help@desk.example", subject: "full", text: "y".repeat(200000) }));
    assert.ok(mail.code >= 400 && mail.code < 500, `the mail server is to try again: ${mail.code} ${mail.text}`);
    const pipe = await desk.tryCommand("mail deliver", ["--data", desk.data], { input: compose({ from: "b@people.example",
        to: "help@desk.example", subject: "full pipe", text: "y".repeat(200000) }) });
    assert.equal(pipe.code, 75, pipe.err);

    await small.remount("size=64m");
    await eventually(async () => (await api("POST", "/tickets", REQUEST)).status === 201, "it to go on");
    for (const number of numbers)
        assert.equal((await api("GET", `/tickets/${number}`)).status, 200);
    await desk.stop();
    await desk.check();
});

test("a directory that became read-only: writes say so, reading and later writing work", async (t) => {
    const small = await disk("64m");
    if (small.refused)
        return t.skip(`no tmpfs may be mounted here: ${small.refused}`);
    const desk = await Desk.make({ data: path.join(small.directory, "data"), serve: false });
    await small.remount("ro");
    const refused = await desk.tryCommand("serve", desk.serveArguments().slice(1));
    assert.notEqual(refused.code, 0);
    oneLine(refused, /data|write|read-only/i);
    const init = await desk.tryCommand("init", ["--data", path.join(small.directory, "other")]);
    assert.notEqual(init.code, 0);
    oneLine(init, /other/);
    await small.remount("rw");
    await desk.serve();
    const api = await desk.api(PEOPLE.agent.email);
    assert.equal((await api("POST", "/tickets", REQUEST)).status, 201);
    await desk.stop();
    await desk.check();
});

test("a busy port is named, and the first server is not disturbed", async () => {
    const desk = await Desk.make();
    const other = await Desk.make({ serve: false });
    for (const args of [["--listen", `127.0.0.1:${desk.port}`], ["--listen", `127.0.0.1:${other.port}`, "--lmtp", `127.0.0.1:${desk.lmtpPort}`]]) {
        const second = await other.tryCommand("serve", ["--data", other.data, ...args], { ms: 20000 });
        assert.ok(second.code > 0, `exit ${second.code} ${second.signal}`);
        oneLine(second, new RegExp(args.includes("--lmtp") ? `${desk.lmtpPort}` : `${desk.port}`));
    }
    assert.equal((await fetch(`${desk.url}/healthz`)).status, 200);
    await desk.stop();
});

test("a database of a newer Kindesk is left alone", async () => {
    const desk = await Desk.make({ serve: false });
    await change(desk.data, "INSERT INTO schema_version (version, applied_at) VALUES (9999, 0)");
    const bytes = statSync(path.join(desk.data, "kindesk.db")).size;
    for (const args of [["serve", desk.serveArguments().slice(1)], ["check", ["--data", desk.data]],
        ["person add", ["--data", desk.data, "--email", "x@y.example", "--name", "X", "--role", "agent"]]]) {
        const result = await desk.tryCommand(...args, { ms: 20000 });
        assert.ok(result.code > 0, `${args[0]}: exit ${result.code}`);
        oneLine(result, /newer/i);
    }
    assert.equal(statSync(path.join(desk.data, "kindesk.db")).size, bytes);
    await change(desk.data, "DELETE FROM schema_version WHERE version = 9999");
    await desk.serve();
    await desk.stop();
});

test("a broken plan: its lines are named, nothing is made, a right one works after it", async () => {
    const directory = temporaryDirectory("broken");
    const file = path.join(directory, "broken.md");
    writeFileSync(file, readFileSync(PLAN, "utf8").replace("| 4 h            | 1 day", "| soonish        | 1 day")
        .replace("| Printing       | incident | Front Desk", "| Printing       | incident | Nobody    "));
    const data = path.join(directory, "data");
    const desk = new Desk();
    desk.env = {};
    const result = await desk.tryCommand("init", ["--data", data, "--plan", file]);
    assert.equal(result.code, 65, result.err + result.out);
    assert.match(result.err, /broken\.md:\d+/);
    assert.ok(!existsSync(data) || readdirSync(data).length === 0, "nothing half made");
    const checked = await desk.tryCommand("plan check", [file]);
    assert.notEqual(checked.code, 0);
    assert.ok((checked.out + checked.err).match(/broken\.md:\d+/g).length >= 2, "both faults in one run");
    const right = await desk.tryCommand("init", ["--data", data, "--plan", PLAN]);
    assert.equal(right.code, 0, right.err);
});

test("init makes nothing over what is there", async () => {
    const desk = await Desk.make({ serve: false });
    const before = readFileSync(path.join(desk.data, "kindesk.db"));
    const again = await desk.tryCommand("init", ["--data", desk.data, "--plan", PLAN]);
    assert.ok(again.code > 0);
    oneLine(again, /already|exists|there is/i);
    assert.deepEqual(readFileSync(path.join(desk.data, "kindesk.db")), before);
});

test("a server that nobody made: the line says how to make it", async () => {
    const desk = new Desk();
    desk.env = {};
    const result = await desk.tryCommand("serve", ["--data", path.join(temporaryDirectory("none"), "none")], { ms: 20000 });
    assert.ok(result.code > 0);
    oneLine(result, /kindesk init/);
});

test("check finds what was changed behind Kindesk's back, each fault in a line", async () => {
    const faults = {
        "a changed event": "UPDATE event SET data = replace(data, 'Printing', 'Network') WHERE n = 1",
        "a removed event": "DELETE FROM event WHERE n = (SELECT max(n) FROM event WHERE ticket = 1) AND ticket = 1",
        "a row that its events do not give": "UPDATE ticket SET priority = 'Critical'",
        "a missing piece of a file": "DELETE FROM file_piece",
        "a changed file": "UPDATE file_piece SET data = x'00'",
        "words that search has lost": "DELETE FROM search_document WHERE kind = 2",
        "a clock that its history does not give": "UPDATE ticket SET resolve_due_at = 1",
    };
    const desk = await Desk.make();
    const api = await desk.api(PEOPLE.agent.email);
    const made = await api("POST", "/tickets", { ...REQUEST, attachments: [{ filename: "a.txt", type: "text/plain",
        content: Buffer.from("hello").toString("base64") }] });
    assert.equal(made.status, 201, made.text);
    await api("POST", `/tickets/${made.body.number}/messages`, { body: "An answer.", public: true });
    await desk.stop();
    await desk.check();
    const backup = path.join(temporaryDirectory("backup"), "clean.backup");
    await desk.command("backup", ["--data", desk.data, backup]);
    for (const [name, sql] of Object.entries(faults)) {
        const damaged = path.join(temporaryDirectory("damaged"), "data");
        await desk.command("restore", [backup, "--data", damaged]);
        await change(damaged, sql);
        const result = await desk.tryCommand("check", ["--data", damaged]);
        assert.ok(result.code > 0, `${name} is not found`);
        assert.match(result.out + result.err, /\S/, name);
    }

});

test("a database file cut short is reported, not served", async () => {
    const desk = await Desk.make();
    const api = await desk.api(PEOPLE.agent.email);
    for (let i = 0; i < 5; i++)
        assert.equal((await api("POST", "/tickets", REQUEST)).status, 201);
    await desk.stop();
    const file = path.join(desk.data, "kindesk.db");
    truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096);
    const result = await desk.tryCommand("check", ["--data", desk.data]);
    assert.ok(result.code > 0);
    assert.match(result.out + result.err, /malformed|damaged|corrupt|integrity|page|disk image/i);
});
