// SPDX-License-Identifier: Apache-2.0
// Processes, ports and temporary directories of the whole-program tests. Nothing here waits
// for time to pass: it waits for a line, an end or an answer, with a limit.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const program = path.resolve(top, process.env.KINDESK_PROGRAM || "build-test/kindesk");

// What must be undone, last first, when the test file ends in whatever way.
const undo = [];
export function atEnd(what) {
    undo.push(what);
}
export async function end() {
    while (undo.length > 0)
        await undo.pop()();
}

export function temporaryDirectory(name) {
    const directory = mkdtempSync(path.join(os.tmpdir(), `kindesk-${name}-`));
    atEnd(() => rmSync(directory, { recursive: true, force: true }));
    return directory;
}

// Ports below the range from which the kernel takes them by itself, each given once: the file
// number keeps test files that run at the same time apart.
let nextPort = 0;
export async function freePort() {
    for (;;) {
        if (nextPort === 0)
            nextPort = 12000 + (process.pid % 1000) * 18;
        const port = nextPort++;
        if (await bindable(port))
            return port;
    }
}

function bindable(port) {
    return new Promise((resolve) => {
        const server = net.createServer();
        server.once("error", () => resolve(false));
        server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
            server.close(() => resolve(true)));
    });
}

export function withLimit(promise, ms, what) {
    let timer;
    const limit = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

// Asks again until `ask` gives something, for what tells nobody when it changes.
export async function eventually(ask, what, ms = 15000) {
    const before = Date.now() + ms;
    let last;
    do {
        try {
            const answer = await ask();
            if (answer)
                return answer;
            last = undefined;
        } catch (e) {
            last = e;
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
    } while (Date.now() < before);
    throw new Error(`${what}: not within ${ms} ms${last ? `: ${last.message}` : ""}`, { cause: last });
}

// Runs to its end: {code, signal, out, err}.
export function run(command, args, { input, env, cwd = top, ms = 60000 } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
        const out = [], err = [];
        const timer = setTimeout(() => child.kill("SIGKILL"), ms);
        child.stdout.on("data", (chunk) => out.push(chunk));
        child.stderr.on("data", (chunk) => err.push(chunk));
        child.stdin.on("error", () => {});
        child.on("error", reject);
        child.on("close", (code, signal) => {
            clearTimeout(timer);
            resolve({ code, signal, raw: Buffer.concat(out), out: Buffer.concat(out).toString(),
                err: Buffer.concat(err).toString() });
        });
        child.stdin.end(input ?? "");
    });
}

// A process that stays: its lines can be waited for; stop() gives its end.
export class Daemon {
    constructor(name, command, args, { env, cwd = top, detached = false, keep = true } = {}) {
        this.name = name;
        this.lines = [];
        this.listeners = new Set();
        this.child = spawn(command, args, { cwd, detached, env: { ...process.env, ...env },
            stdio: ["ignore", "pipe", "pipe"] });
        this.pid = this.child.pid;
        this.ended = new Promise((resolve) => {
            this.child.on("close", (code, signal) => {
                this.end = { code, signal };
                for (const listener of this.listeners)
                    listener(null);
                resolve(this.end);
            });
            this.child.on("error", (e) => {
                this.lines.push(String(e));
                this.end = { code: 127, signal: null };
                resolve(this.end);
            });
        });
        for (const stream of [this.child.stdout, this.child.stderr])
            this.read(stream, keep);
    }

    read(stream, keep) {
        let rest = "";
        stream.setEncoding("utf8");
        stream.on("data", (chunk) => {
            const lines = (rest + chunk).split("\n");
            rest = lines.pop();
            for (const line of lines) {
                if (keep)
                    this.lines.push(line);
                for (const listener of this.listeners)
                    listener(line);
            }
        });
        stream.on("end", () => {
            if (rest)
                this.lines.push(rest);
        });
    }

    get output() {
        return this.lines.join("\n");
    }

    // The first line, past or to come, that `wanted` (RegExp) finds.
    line(wanted, ms = 20000) {
        const known = this.lines.find((line) => wanted.test(line));
        if (known !== undefined)
            return Promise.resolve(known);
        let listener;
        const found = new Promise((resolve, reject) => {
            listener = (line) => {
                if (line === null)
                    reject(new Error(`${this.name} ended before ${wanted}:\n${this.output}`));
                else if (wanted.test(line))
                    resolve(line);
            };
            if (this.end)
                listener(null);
            this.listeners.add(listener);
        });
        return withLimit(found, ms, `${this.name}: ${wanted}`)
            .catch((e) => { throw new Error(`${e.message}\n${this.output}`); })
            .finally(() => this.listeners.delete(listener));
    }

    async stop(signal = "SIGTERM", ms = 20000) {
        if (!this.end)
            this.child.kill(signal);
        return withLimit(this.ended, ms, `${this.name} to end after ${signal}`).catch((e) => {
            this.child.kill("SIGKILL");
            throw new Error(`${e.message}\n${this.output}`);
        });
    }
}

export function have(command) {
    return spawnSync("sh", ["-c", 'command -v "$1" >/dev/null', "sh", command]).status === 0;
}
