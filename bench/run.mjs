// SPDX-License-Identifier: Apache-2.0
// Ratios, not speeds: each pair is measured turn by turn on the same machine, and the middle
// of the rounds counts.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync,
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
const CREATED = quick ? 2000 : 20000; // of those, in the measured runs against bare SQLite

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

async function pages(desk, number) {
    const client = new Client(desk.url);
    await client.signIn(PEOPLE.agent.email);
    const headers = { Cookie: client.cookies };
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
        const ours = [], theirs = [];
        let p99;
        for (let i = 0; i < ROUNDS; i++) {
            theirs.push((await wrk(`${still}/${name}`)).rate);
            const { rate, p99: late } = await wrk(desk.url + at, { headers });
            ours.push(rate);
            p99 = late;
        }
        console.log(`${name} page (${shown(files[name].length / 1000)} kB): ${shown(middle(ours))}/s, nginx with ` +
            `the same bytes ${shown(middle(theirs))}/s, ratio ${(middle(ours) / middle(theirs)).toFixed(2)}, p99 ${p99}`);
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
        const desk = await Desk.make({ people: { agent: PEOPLE.agent } });
        const token = await desk.token(PEOPLE.agent.email);
        const { rate, p99: late } = await wrk(desk.url, { connections: 64,
            seconds: Math.max(2, Math.round(CREATED / 2500)), script: creator(token, i) });
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

async function fill(desk, wanted) {
    const token = await desk.token(PEOPLE.agent.email);
    const total = async () => (await fetch(`${desk.url}/api/v1/tickets?limit=1`,
        { headers: { Authorization: `Bearer ${token}` } }).then((r) => r.json())).total;
    for (let round = 0; await total() < wanted; round++)
        await wrk(desk.url, { connections: 64, seconds: quick ? 1 : 5, script: creator(token, 100 + round) });
    return total();
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
    const desk = await Desk.make();
    const api = await desk.api(PEOPLE.agent.email);
    const { status, body, text } = await api("POST", "/tickets", { subject: "The projector flickers", body: "Every few minutes.",
        topic: "Printing", impact: "One person", urgency: "Work is hindered",
        requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } });
    if (status !== 201)
        throw new Error(`POST /tickets: ${status} ${text}`);
    for (let i = 0; i < 6; i++)
        await api("POST", `/tickets/${body.number}/messages`, { public: i % 3 !== 2,
            body: `Step ${i}: please try another cable and tell us what happens then.\n\nThank you.` });
    const tickets = await fill(desk, TICKETS);
    await pages(desk, body.number);
    const pid = desk.server.pid;
    console.log(`memory with ${tickets} tickets after all of the above: ${shown(memory(pid))} MB (PSS); ` +
        `database ${shown(statSync(path.join(desk.data, "kindesk.db")).size / 1e6)} MB`);
    await desk.stop();
    console.log(`from exec to the first page with ${tickets} tickets: ${shown(await firstPage(desk))} ms`);
} finally {
    await end();
}
