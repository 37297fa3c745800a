// SPDX-License-Identifier: Apache-2.0
// What an operator relies on: health, metrics, log, secrets, copies, stopping, commands.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Daemon, end, eventually, freePort, program, run, temporaryDirectory, top } from "./support/run.mjs";
import { Desk, PASSWORD, PEOPLE, callApi } from "./support/desk.mjs";
import { MailServer } from "./support/mail.mjs";
import { Client } from "./support/client.mjs";
import { rows, value } from "./support/sql.mjs";

let desk, token, api;
before(async () => {
    desk = await Desk.make({ mail: (lmtpPort) => MailServer.start({ lmtpPort }) });
    token = await desk.token(PEOPLE.agent.email);
    api = (...args) => callApi(desk.url, token, ...args);
});
after(end);

const REQUEST = { subject: "For the operator", body: "x", topic: "Printing", impact: "One person", urgency: "Can wait",
    requester: { email: PEOPLE.requester.email, name: "Rosa" } };

test("/healthz answers while the database does", async () => {
    const answer = await fetch(`${desk.url}/healthz`);
    assert.equal(answer.status, 200);
    assert.ok((await answer.text()).length < 1000);
});

async function metrics() {
    const answer = await fetch(`${desk.url}/metrics`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
    const samples = new Map();
    const types = new Map();
    for (const line of (await answer.text()).split("\n").filter(Boolean)) {
        const type = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
        if (type)
            types.set(type[1], type[2]);
        else if (!/^# HELP \S+ /.test(line)) {
            const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*\})? (\S+)$/.exec(line);
            assert.ok(sample, `not Prometheus text: ${line}`);
            assert.ok(!Number.isNaN(Number(sample[3].replace("+Inf", "Infinity"))), line);
            const base = sample[1].replace(/_(bucket|sum|count)$/, "");
            assert.ok(types.has(sample[1]) || types.has(base), `${sample[1]} has no TYPE`);
            assert.ok(!samples.has(sample[1] + (sample[2] ?? "")), `twice: ${line}`);
            samples.set(sample[1] + (sample[2] ?? ""), Number(sample[3].replace("+Inf", "Infinity")));
        }
    }
    return { samples, types };
}

test("/metrics is Prometheus text: requests, latency, jobs, mail, writer", async () => {
    const sum = ({ samples }, pattern) => [...samples].filter(([name]) => pattern.test(name)).reduce((s, [, v]) => s + v, 0);
    const requests = /^kindesk_(http_)?requests_total\{/;
    const first = await metrics();
    for (let i = 0; i < 5; i++)
        await fetch(`${desk.url}/`);
    await fetch(`${desk.url}/nowhere`);
    const second = await metrics();
    assert.ok(sum(second, requests) >= sum(first, requests) + 6, [...second.samples.keys()].join("\n"));
    assert.ok([...second.samples.keys()].some((k) => requests.test(k) && /status="404"/.test(k)));
    assert.ok(![...second.samples.keys()].some((k) => k.includes("nowhere")), "labels are routes, not what strangers type");
    const kinds = [...second.types];
    assert.ok(kinds.some(([name, kind]) => /seconds/.test(name) && kind === "histogram"), "latency");
    for (const wanted of [/job/, /mail.*in|in.*mail|inbox/, /mail.*out|out.*mail|outgoing|sent/, /writer|batch|group|commit/])
        assert.ok(kinds.some(([name]) => wanted.test(name)), `${wanted} in ${kinds.map(([n]) => n)}`);
    for (const [name, n] of second.samples)
        if (/_bucket\{.*le="\+Inf"/.test(name)) {
            const count = second.samples.get(name.replace("_bucket", "_count").replace(/,?le="\+Inf"/, "").replace("{}", ""));
            assert.equal(n, count, name);
        }
});

test("the log is one JSON object a line, each request with an id, and holds no secrets", async () => {
    const client = await new Client(desk.url).signIn(PEOPLE.agent.email);
    await client.get("/queue?q=needle");
    await api("POST", "/tickets", { ...REQUEST, body: "a body nobody should find in a log" });
    await eventually(() => desk.log.some((line) => JSON.stringify(line).includes("/queue")), "the line of /queue");
    for (const line of desk.server.lines.filter((l) => l && !l.startsWith("Kindesk is ready")))
        assert.doesNotThrow(() => JSON.parse(line), line);
    const lines = desk.log.filter((line) => line.status !== undefined);
    assert.ok(lines.length > 3);
    for (const line of lines)
        assert.ok(line.request ?? line.request_id ?? line.id, JSON.stringify(line));
    const ids = lines.map((line) => line.request ?? line.request_id ?? line.id);
    assert.equal(new Set(ids).size, ids.length, "each its own");
    const answer = await fetch(`${desk.url}/`);
    assert.ok(answer.headers.get("x-request-id"), "the reader can tell us which request it was");
    for (const secret of [PASSWORD, token, ...client.jar.values(), "nobody should find", encodeURIComponent(PASSWORD)])
        assert.ok(!desk.server.output.includes(secret), `the log holds ${secret}`);
});

test("no planted secret is readable in the database or the log", async () => {
    const secrets = new Map([["the password", PASSWORD], ["the API token", token]]);
    const client = await new Client(desk.url).signIn(PEOPLE.manager.email);
    for (const [name, cookie] of client.jar)
        if (cookie.length > 20)
            secrets.set(`the cookie ${name}`, cookie);
    const box = await desk.mail.mailbox(PEOPLE.requester.email);
    const fresh = new Client(desk.url);
    const fields = await fresh.form("/sign-in", "/sign-in/link");
    const asked = await fresh.post("/sign-in/link", { ...fields, email: PEOPLE.requester.email });
    assert.ok(asked.status < 400, `${asked.status}`);
    const link = await box.next((m) => m.links.some((l) => l.includes("/sign-in/")));
    secrets.set("the sign-in link", link.links.find((l) => l.includes("/sign-in/")).split("/").at(-1));
    const setup = /\/setup\/(\S+)/.exec(desk.initOutput)?.[1];
    if (setup)
        secrets.set("the first link", setup);
    const files = readdirSync(desk.data, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
        .map((f) => path.join(f.path, f.name));
    assert.ok(files.length > 0);
    for (const file of files) {
        const bytes = readFileSync(file);
        for (const [name, secret] of secrets) {
            assert.ok(!bytes.includes(Buffer.from(secret)), `${name} stands in ${path.basename(file)}`);
            const raw = Buffer.from(secret, "base64url");
            if (raw.length >= 16 && !/\s/.test(secret))
                assert.ok(!bytes.includes(raw), `${name}, decoded, stands in ${path.basename(file)}`);
        }
    }
    for (const [name, secret] of secrets)
        assert.ok(!desk.server.output.includes(secret), `${name} stands in the log`);
    for (const file of files)
        assert.equal(statSync(file).mode & 0o077, 0, `others may read ${path.basename(file)}`);
});

test("a copy is made while it serves, restored and checked, and holds everything", async () => {
    const made = [];
    let go = true;
    const load = (async () => {
        while (go)
            made.push((await api("POST", "/tickets", REQUEST)).body.number);
    })();
    await eventually(() => made.length > 5, "some load");
    const before = [...made];
    const file = path.join(temporaryDirectory("copy"), "desk.backup");
    await desk.command("backup", ["--data", desk.data, file]);
    go = false;
    await load;
    const other = path.join(temporaryDirectory("restored"), "data");
    await desk.command("restore", [file, "--data", other]);
    await desk.command("check", ["--data", other]);
    const restored = new Set((await rows(other, "SELECT id FROM ticket")).map((r) => r.id));
    for (const number of before)
        assert.ok(restored.has(number), `ticket ${number} was answered before the copy began`);
    const again = await desk.tryCommand("restore", [file, "--data", other]);
    assert.ok(again.code > 0, "never over what is there");
    const bytes = readFileSync(file);
    bytes.fill(0x5a, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 20000);
    const broken = path.join(temporaryDirectory("copy"), "broken.backup");
    writeFileSync(broken, bytes);
    const target = path.join(temporaryDirectory("restored"), "data");
    const refused = await desk.tryCommand("restore", [broken, "--data", target]);
    assert.ok(refused.code > 0, "a damaged copy is refused");
    const cut = path.join(temporaryDirectory("copy"), "cut.backup");
    writeFileSync(cut, readFileSync(file).subarray(0, 5000));
    assert.ok((await desk.tryCommand("restore", [cut, "--data", target])).code > 0);
    const exists = await desk.tryCommand("backup", ["--data", desk.data, path.join("/proc/none", "x")]);
    assert.ok(exists.code > 0);
});

test("SIGTERM finishes what runs, takes nothing new and ends with 0", async () => {
    const own = await Desk.make();
    const body = JSON.stringify(REQUEST);
    const ownToken = await own.token(PEOPLE.agent.email);
    // A request whose second half comes after the signal.
    const socket = net.connect(own.port, "127.0.0.1");
    const answer = new Promise((resolve) => {
        let text = "";
        socket.on("data", (chunk) => { text += chunk; });
        socket.on("close", () => resolve(text));
        socket.on("error", () => resolve(text));
    });
    await new Promise((resolve) => socket.write(`POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${ownToken}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 10)}`, resolve));
    const writes = Promise.all(Array.from({ length: 20 }, () => callApi(own.url, ownToken, "POST", "/tickets", REQUEST)
        .catch(() => ({ status: 0 }))));
    await eventually(async () => (await value(own.data, "SELECT count(*) FROM ticket")) > 0, "writes to begin");
    const server = own.server;
    server.child.kill("SIGTERM");
    socket.write(body.slice(10));
    const text = await answer;
    assert.match(text, /^HTTP\/1\.1 (201|503)/, "it is answered, not cut off");
    const results = await writes;
    await own.stop().catch((e) => { throw e; });
    const { code } = await server.ended;
    assert.equal(code, 0);
    const there = await value(own.data, "SELECT count(*) FROM ticket");
    const answered = results.filter((r) => r.status === 201).length + (text.startsWith("HTTP/1.1 201") ? 1 : 0);
    assert.ok(there >= answered);
    await own.check();
});

const COMMANDS = ["init", "serve", "person add", "token add", "mail deliver", "mail show", "mail trim", "html clean", "check",
    "backup", "restore", "routes", "config", "plan check"];

test("every command explains itself and refuses what it does not know", async () => {
    const all = await run(program, ["--help"]);
    assert.equal(all.code, 0);
    const named = [...all.out.matchAll(/^  ([a-z]+(?: [a-z]+)?)  /gm)].map((m) => m[1]);
    assert.deepEqual(COMMANDS.filter((command) => !named.includes(command)), [], "--help names them");
    const manual = readFileSync(path.join(top, "docs/kindesk.1"), "utf8");
    assert.deepEqual(named.filter((command) => !manual.includes(`\n.B ${command}`)), [], "so does the manual page");
    for (const command of named) {
        const help = await run(program, [...command.split(" "), "--help"]);
        assert.equal(help.code, 0, `${command} --help: ${help.err}`);
        assert.ok(help.out.includes(`kindesk ${command} `), `${command}: ${help.out}`);
        const wrong = await run(program, [...command.split(" "), "--no-such-option"]);
        assert.equal(wrong.code, 64, `${command}: ${wrong.err}`);
        assert.equal(wrong.err.trim().split("\n").length, 1, `one line: ${wrong.err}`);
    }
    const none = await run(program, ["no-such-command"]);
    assert.equal(none.code, 64);
    assert.equal((await run(program, ["--version"])).code, 0);
});

test("settings come from options, the environment and the file, in that order of weight", async () => {
    const own = await Desk.make({ serve: false });
    const ports = [await freePort(), await freePort(), await freePort()];
    const { out: example } = await own.command("config");
    for (const line of example.split("\n"))
        assert.match(line, /^(#.*)?$/, "all of it is commented out");
    for (const name of ["listen", "lmtp", "smtp", "url", "undo-send"])
        assert.match(example, new RegExp(`^#${name} = `, "m"));
    const file = path.join(own.data, "kindesk.conf");
    writeFileSync(file, `${example}\nlisten = 127.0.0.1:${ports[0]}\n`);
    const started = async (port, args, env) => {
        const server = new Daemon("kindesk", program, ["serve", "--data", own.data, ...args], { env: { ...own.env, ...env } });
        await eventually(async () => server.end || (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, `port ${port}`, 30000);
        assert.equal((await server.stop()).code, 0, server.output);
    };
    await started(ports[0], [], {});
    await started(ports[1], [], { KINDESK_LISTEN: `127.0.0.1:${ports[1]}` });
    writeFileSync(file, "listne = 127.0.0.1:1\n");
    const wrong = await own.tryCommand("check", ["--data", own.data]);
    assert.ok(wrong.code > 0);
    assert.match(wrong.err, /kindesk\.conf:1/);
    writeFileSync(file, "");
    await started(ports[2], ["--listen", `127.0.0.1:${ports[2]}`], { KINDESK_LISTEN: `127.0.0.1:${ports[1]}` });
});

test("a fresh installation has a one-time link and no password", async () => {
    const own = await Desk.make({ people: {} });
    const link = /\/setup\/\S+/.exec(own.initOutput)?.[0];
    assert.ok(link, own.initOutput);
    assert.equal(await value(own.data, "SELECT count(*) FROM person WHERE password IS NOT NULL"), 0);
    const client = new Client(own.url);
    const fields = await client.form(link);
    const made = await client.post(link, { ...fields, name: "First", email: "first@desk.example", password: PASSWORD, password_again: PASSWORD });
    assert.equal(made.status, 303, made.text.slice(0, 1000));
    const second = await new Client(own.url).get(link);
    assert.ok(second.status === 404 || second.status === 410 || !/name="password"/.test(second.text), "it works once");
    assert.equal((await client.get("/queue")).status, 200);
});

test("mail show, mail trim and html clean print what they promise", async () => {
    const show = await run(program, ["mail", "show", desk.writeFile("a.eml", "From: Ana <ana@people.example>\r\nTo: help@desk.example\r\nSubject: =?utf-8?Q?Hola_=C3=A1?=\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n\r\n> quoted\r\n")]);
    assert.equal(show.code, 0, show.err);
    const json = JSON.parse(show.out);
    assert.equal(json.from, "ana@people.example");
    assert.equal(json.from_name, "Ana");
    assert.equal(json.subject, "Hola á");
    assert.equal(json.message_id, "1@x");
    const trim = await run(program, ["mail", "trim", desk.writeFile("a.txt", "Yes.\n\nOn Mon, Ana wrote:\n> question\n")]);
    assert.equal(trim.out.trim(), "Yes.");
    const clean = await run(program, ["html", "clean"], { input: '<p onclick="x()">a<script>b</script></p>' });
    assert.equal(clean.out.trim(), "<p>a</p>");
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
