// SPDX-License-Identifier: Apache-2.0
// Ratios, not speeds: each pair is measured turn by turn on the same machine, and the middle
// of the rounds counts.
import { closeSync, cpSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync,
    writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import http from "node:http";
import { Daemon, atEnd, end, eventually, freePort, run, temporaryDirectory, top } from "../test/support/run.mjs";
import { Desk, PEOPLE } from "../test/support/desk.mjs";
import { Client } from "../test/support/client.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 3 : 5;
const SECONDS = quick ? 2 : 5;
const TICKETS = quick ? 5000 : 100000;
const OPEN = quick ? 100000 : 1000000; // for the question of what is due
const CREATE_S = quick ? 2 : 8;
const DUE = 100;

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const shown = (n) => n >= 100 ? String(Math.round(n)) : n.toPrecision(3);

function machine(directory) {
    const cpu = os.cpus();
    const memory = Math.round(os.totalmem() / 2 ** 30);
    const file = path.join(directory, "fsync");
    const fd = openSync(file, "w");
    const times = [];
    for (let i = 0; i < 50; i++) {
        writeSync(fd, Buffer.alloc(4096, i));
        const began = process.hrtime.bigint();
        fsyncSync(fd);
        times.push(Number(process.hrtime.bigint() - began) / 1e6);
    }
    closeSync(fd);
    rmSync(file);
    console.log(`machine: ${cpu.length} × ${cpu[0].model.trim()}, ${memory} GiB, Linux ${os.release()}, ` +
        `fsync of 4 kB ${shown(middle(times))} ms, load ${os.loadavg()[0].toFixed(2)}`);
}

// A desk whose log goes into a file, not through the process that measures.
function serve(desk) {
    return desk.serve({ wrapper: ["sh", "-c", 'exec "$@" >"$0" 2>&1',
        path.join(temporaryDirectory("log"), "log")] });
}

async function wrk(url, { connections = 16, seconds = SECONDS, headers = {}, script } = {}) {
    const { out, code, err } = await run("wrk", ["-t2", `-c${connections}`, `-d${seconds}s`, "--latency",
        ...(script ? ["-s", script] : []),
        ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]), url],
    { ms: (seconds + 30) * 1000 });
    const refused = /Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1];
    if (code !== 0 || refused)
        throw new Error(`wrk ${url}: ${refused ?? ""} ${out}${err}`);
    return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]),
        p99: /99%\s+(\S+)/.exec(out)?.[1] };
}

async function nginx(files) {
    const directory = temporaryDirectory("nginx");
    const port = await freePort();
    mkdirSync(path.join(directory, "www"));
    for (const [name, bytes] of Object.entries(files))
        writeFileSync(path.join(directory, "www", name), bytes);
    const file = path.join(directory, "nginx.conf");
    writeFileSync(file, `daemon off; worker_processes auto; pid ${directory}/pid; user root;
error_log stderr warn;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=100; default_type "text/html; charset=utf-8";
  client_body_temp_path ${directory}/a; proxy_temp_path ${directory}/b; fastcgi_temp_path ${directory}/c;
  uwsgi_temp_path ${directory}/d; scgi_temp_path ${directory}/e;
  server { listen 127.0.0.1:${port}; root ${directory}/www; } }`);
    const daemon = new Daemon("nginx", "nginx", ["-c", file, "-p", directory]);
    atEnd(() => daemon.stop());
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => (await fetch(`${url}/${Object.keys(files)[0]}`)).ok, "nginx");
    return url;
}

// wrk's script: the same page, but by another address each time, so that none is kept.
function anew(headers) {
    const file = path.join(temporaryDirectory("wrk"), "anew.lua");
    writeFileSync(file, `
local n, own, threads = 0, 0, 0
function setup(thread) threads = threads + 1; thread:set("own", threads) end
function request()
  n = n + 1
  return wrk.format("GET", wrk.path .. "?anew=" .. own .. "." .. n, {["Cookie"]=${JSON.stringify(headers.Cookie)}})
end
`);
    return file;
}

// Each page made anew for every request, and as people get it who ask again while nothing
// has changed; both against the same bytes in a file of nginx.
async function pages(desk, number) {
    const client = new Client(desk.url);
    await client.signIn(PEOPLE.agent.email);
    const headers = { Cookie: client.cookies };
    const script = anew(headers);
    const paths = { queue: "/queue", ticket: `/t/${number}` };
    const files = {};
    for (const [name, at] of Object.entries(paths)) {
        const response = await client.get(at);
        if (response.status !== 200)
            throw new Error(`${at}: ${response.status}`);
        files[name] = response.bytes;
    }
    const still = await nginx(files);
    for (const [name, at] of Object.entries(paths)) {
        const theirs = [], made = [], again = [];
        for (let i = 0; i < ROUNDS; i++) {
            theirs.push(await wrk(`${still}/${name}`));
            made.push(await wrk(desk.url + at, { script }));
            again.push(await wrk(desk.url + at, { headers }));
        }
        const nginxRate = middle(theirs.map((r) => r.rate));
        console.log(`${name} page (${shown(files[name].length / 1000)} kB), nginx with the same bytes ${shown(nginxRate)}/s:`);
        for (const [how, list] of [["made anew", made], ["asked for again", again]]) {
            const rate = middle(list.map((r) => r.rate));
            console.log(`    ${how}: ${shown(rate)}/s, ratio ${(rate / nginxRate).toFixed(2)}, p99 ${list.at(-1).p99}`);
        }
    }
}

// wrk's script: every request another ticket, of one of 500 requesters.
function creator(token, seed) {
    const file = path.join(temporaryDirectory("wrk"), "create.lua");
    writeFileSync(file, `
local n, own = 0, 0
local threads = 0
function setup(thread) threads = threads + 1; thread:set("own", threads) end
function request()
  n = n + 1
  local who = (n * 7 + own) % 500
  local body = string.format('{"subject":"Projector %d-%d in room %d flickers","body":"Since this morning the picture goes dark for a second every few minutes; the cable was changed, the lamp is new. Number %d of round ${seed}.","topic":"Printing","impact":"One person","urgency":"Work is hindered","requester":{"email":"reader%d@people.example","name":"Reader %d"}}', own, n, n % 90, n, who, who)
  return wrk.format("POST", "/api/v1/tickets", {["Authorization"]="Bearer ${token}", ["Content-Type"]="application/json"}, body)
end
function response(status) if status ~= 201 then io.stderr:write("status " .. status .. "\\n") end end
`);
    return file;
}

async function creation() {
    const ours = [], bare = [];
    let rows, p99;
    for (let i = 0; i < ROUNDS; i++) {
        const desk = await Desk.make({ people: { agent: PEOPLE.agent }, serve: false });
        await serve(desk);
        const token = await desk.token(PEOPLE.agent.email);
        const { rate, p99: late } = await wrk(desk.url, { connections: 64,
            seconds: CREATE_S, script: creator(token, i) });
        ours.push(rate);
        p99 = late;
        await desk.stop();
        const target = path.join(temporaryDirectory("bare"), "bare.db");
        const { out, code, err } = await run(path.join(top, "build/bench/bare_sqlite"),
            [path.join(desk.data, "kindesk.db"), target, "64"], { ms: 300000 });
        if (code !== 0)
            throw new Error(err);
        const [, speed, each] = /([\d.]+) tickets\/s, ([\d.]+) rows/.exec(out);
        bare.push(Number(speed));
        rows = each;
    }
    console.log(`tickets through the API, durable, 64 connections: ${shown(middle(ours))}/s, p99 ${p99}; bare SQLite, ` +
        `the same ${rows} rows each in groups of 64: ${shown(middle(bare))}/s, ratio ${(middle(ours) / middle(bare)).toFixed(2)}`);
}

// The proportional set size of a process and all its children, in MB.
function memory(pid) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]) / 1024;
    return own + (children ? children.split(/\s+/).reduce((sum, child) => sum + memory(child), 0) : 0);
}

async function multiply(data, ...args) {
    const { code, err } = await run(path.join(top, "build/bench/multiply"),
        [path.join(data, "kindesk.db"), ...args.map(String)], { ms: 1800000 });
    if (code !== 0)
        throw new Error(err);
}

// Some by the API, then copies of them, written into the database of a desk that stands
// still. Gives how many there are, and a copy of the desk when it was small.
async function fill(desk, wanted) {
    const token = await desk.token(PEOPLE.agent.email);
    const total = async () => (await fetch(`${desk.url}/api/v1/tickets?limit=1`,
        { headers: { Authorization: `Bearer ${token}` } }).then((r) => r.json())).total;
    for (let round = 0; await total() < 1000; round++)
        await wrk(desk.url, { connections: 64, seconds: 1, script: creator(token, 100 + round) });
    await desk.stop();
    const small = path.join(temporaryDirectory("small"), "data");
    cpSync(desk.data, small, { recursive: true });
    await multiply(desk.data, wanted);
    await serve(desk);
    return { tickets: await total(), small };
}

// How long the worker takes for what is due, in ms: the file is asked from outside from the
// first that it took until nothing is left.
const WATCH = `
import sqlite3, sys, time
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True, timeout=60)
def left(): return db.execute("SELECT count(*) FROM ticket WHERE next_due_at <= ?", (int(time.time() * 1000),)).fetchone()[0]
n = left()
print(n, flush=True)
while left() == n: time.sleep(0.0005)
began = time.monotonic()
while left(): time.sleep(0.0005)
print((time.monotonic() - began) * 1000)
`;

async function dueTime(desk, data, tickets) {
    await multiply(data, tickets, `due=${DUE}`, `at=${Date.now()}`);
    const server = Object.assign(new Desk(), { data, env: desk.env, port: await freePort(), lmtpPort: await freePort() });
    server.url = `http://127.0.0.1:${server.port}`;
    const watch = new Daemon("watch", "python3", ["-c", WATCH, path.join(data, "kindesk.db")]);
    atEnd(() => watch.stop());
    await eventually(() => watch.lines.length > 0, "the watch to begin");
    await serve(server);
    await eventually(() => watch.lines.length > 1, "what is due to be done", 120000);
    await server.stop();
    const [n, took] = watch.lines.map(Number);
    if (n !== DUE || !(took >= 0))
        throw new Error(`due: ${watch.output}`);
    return took;
}

async function due(desk, small) {
    const large = path.join(temporaryDirectory("large"), "data");
    const few = [], many = [];
    cpSync(small, large, { recursive: true });
    await multiply(large, OPEN);
    for (let i = 0; i < ROUNDS; i++) {
        few.push(await dueTime(desk, small, 1000));
        many.push(await dueTime(desk, large, OPEN));
    }
    console.log(`${DUE} due tickets taken by the worker: of 1,000 open ones in ${shown(middle(few))} ms, ` +
        `of ${OPEN.toLocaleString("en")} in ${shown(middle(many))} ms, ratio ${(middle(many) / middle(few)).toFixed(2)}`);
}

// From exec to the last byte of the first page.
async function firstPage(desk) {
    const times = [];
    for (let i = 0; i < 2 * ROUNDS; i++) {
        const began = process.hrtime.bigint();
        desk.server = new Daemon("kindesk", process.env.KINDESK_PROGRAM ?? "build/kindesk", desk.serveArguments(),
            { env: desk.env });
        for (;;)
            if (await answers(desk.url))
                break;
        times.push(Number(process.hrtime.bigint() - began) / 1e6);
        await desk.stop();
    }
    return middle(times);
}

function answers(url) {
    return new Promise((resolve) => {
        const request = http.get(url, { agent: false }, (response) => {
            response.on("data", () => {});
            response.on("end", () => resolve(response.statusCode === 200));
        });
        request.on("error", () => setTimeout(() => resolve(false), 1));
    });
}

try {
    machine(temporaryDirectory("machine"));
    await creation();
    const desk = await Desk.make({ serve: false });
    await serve(desk);
    const api = await desk.api(PEOPLE.agent.email);
    const { status, body, text } = await api("POST", "/tickets", { subject: "The projector flickers", body: "Every few minutes.",
        topic: "Printing", impact: "One person", urgency: "Work is hindered",
        requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } });
    if (status !== 201)
        throw new Error(`POST /tickets: ${status} ${text}`);
    for (let i = 0; i < 6; i++)
        await api("POST", `/tickets/${body.number}/messages`, { public: i % 3 !== 2,
            body: `Step ${i}: please try another cable and tell us what happens then.\n\nThank you.` });
    const { tickets, small } = await fill(desk, TICKETS);
    await pages(desk, body.number);
    const pid = desk.server.pid;
    console.log(`memory with ${tickets} tickets after all of the above: ${shown(memory(pid))} MB (PSS); ` +
        `database ${shown(statSync(path.join(desk.data, "kindesk.db")).size / 1e6)} MB`);
    await desk.stop();
    console.log(`from exec to the first page with ${tickets} tickets: ${shown(await firstPage(desk))} ms`);
    await due(desk, small);
} finally {
    await end();
}
