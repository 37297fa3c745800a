// SPDX-License-Identifier: Apache-2.0
// One Kindesk of a test's own: its data directory, its people, its server.
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { Daemon, atEnd, eventually, freePort, program, run, temporaryDirectory, top } from "./run.mjs";

export const sanitizers = {
    ASAN_OPTIONS: "detect_leaks=1:exitcode=99:allocator_may_return_null=0",
    UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1:exitcode=99",
    LSAN_OPTIONS: "exitcode=99",
};
const FAULT = /AddressSanitizer|LeakSanitizer|runtime error:|UndefinedBehaviorSanitizer|ThreadSanitizer/;

// The people that every desk of the tests has, with the password of each.
export const PASSWORD = "correct horse battery staple";
export const PEOPLE = {
    administrator: { email: "ada@desk.example", name: "Ada Admin", role: "administrator" },
    manager: { email: "max@desk.example", name: "Max Manager", role: "manager" },
    agent: { email: "gil@desk.example", name: "Gil Agent", role: "agent", teams: ["Front Desk"] },
    otherAgent: { email: "ines@desk.example", name: "Inés Agente", role: "agent", teams: ["Network"] },
    requester: { email: "rosa@people.example", name: "Rosa Requester", role: "requester" },
    otherRequester: { email: "otto@people.example", name: "Otto Other", role: "requester" },
};

// The plan of the tests: short, in English, with everything that a flow touches.
export const PLAN = path.join(top, "test/support/plan.md");

export class Desk {
    // mail   a function (lmtpPort) → MailServer to connect to, or undefined for none
    // env    further environment;  now  RFC 3339, where the desk's clock starts
    static async make({ plan = PLAN, people = PEOPLE, env = {}, now, mail, data,
        serve = true } = {}) {
        const desk = new Desk();
        desk.data = data ?? path.join(temporaryDirectory("desk"), "data");
        desk.clock = path.join(temporaryDirectory("clock"), "moved");
        desk.moved = 0;
        desk.advance(0);
        desk.env = { ...sanitizers, TZ: "UTC", KINDESK_CLOCK: desk.clock,
            ...(now ? { KINDESK_NOW: now } : {}), ...env };
        desk.port = await freePort();
        desk.lmtpPort = await freePort();
        desk.url = `http://127.0.0.1:${desk.port}`;
        if (mail)
            desk.mail = await mail(desk.lmtpPort);
        const init = await desk.command("init", ["--data", desk.data, ...(plan ? ["--plan", plan] : []),
            "--url", desk.url]);
        desk.initOutput = init.out;
        for (const person of Object.values(people ?? {}))
            await desk.addPerson(person);
        if (serve)
            await desk.serve();
        return desk;
    }

    // Runs a command that must succeed; a sanitizer's word is a failure whatever the exit.
    async command(name, args = [], options = {}) {
        const result = await this.tryCommand(name, args, options);
        if (result.code !== 0)
            throw new Error(`kindesk ${name} ${args.join(" ")}: exit ${result.code ?? result.signal}\n` +
                result.err + result.out);
        return result;
    }

    async tryCommand(name, args = [], options = {}) {
        const result = await run(program, [...name.split(" "), ...args],
            { ...options, env: { ...this.env, ...options.env } });
        if (FAULT.test(result.err))
            throw new Error(`kindesk ${name} ${args.join(" ")}:\n${result.err}`);
        return result;
    }

    addPerson({ email, name, role, teams = [], password = PASSWORD }) {
        return this.command("person add", ["--data", this.data, "--email", email, "--name", name,
            "--role", role, ...teams.flatMap((team) => ["--team", team]), "--password-stdin"],
        { input: password + "\n" });
    }

    // An API token of a person, made by the command.
    async token(email) {
        const { out } = await this.command("token add", ["--data", this.data, "--email", email]);
        const token = out.trim().split(/\s+/).at(-1);
        if (!token)
            throw new Error(`token add printed ${JSON.stringify(out)}`);
        return token;
    }

    serveArguments() {
        const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`,
            "--url", this.url, "--lmtp", `127.0.0.1:${this.lmtpPort}`];
        if (this.mail)
            args.push("--smtp", this.mail.smtpUrl);
        return args;
    }

    // Starts the server and waits until /healthz says that it can work.
    async serve({ env = {}, wrapper = [] } = {}) {
        const [command, ...args] = [...wrapper, program, ...this.serveArguments()];
        this.server = new Daemon("kindesk", command, args, { env: { ...this.env, ...env } });
        const server = this.server;
        atEnd(async () => {
            if (this.server === server)
                await this.stop();
        });
        await eventually(async () => {
            if (server.end)
                return true;
            return (await fetch(`${this.url}/healthz`)).ok;
        }, "kindesk to be ready", 60000);
        if (server.end)
            throw new Error(`kindesk serve ended (${server.end.code ?? server.end.signal}):\n${server.output}`);
        return this;
    }

    // Moves the desk's clock on, while it serves; the worker looks at it within a second.
    advance(ms) {
        this.moved += ms;
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(this.moved));
        const file = openSync(this.clock, existsSync(this.clock) ? "r+" : "w");
        writeSync(file, bytes, 0, 8, 0);
        closeSync(file);
    }

    // Ends the server in order. Whatever a sanitizer said, or another exit than 0, throws.
    async stop() {
        const server = this.server;
        this.server = undefined;
        if (!server)
            return;
        const { code, signal } = await server.stop("SIGTERM", 60000);
        if (FAULT.test(server.output) || code !== 0)
            throw new Error(`kindesk serve ended with ${code ?? signal}:\n${lastLines(server)}`);
    }

    async kill() {
        const server = this.server;
        this.server = undefined;
        await server.stop("SIGKILL");
        if (FAULT.test(server.output))
            throw new Error(lastLines(server));
    }

    // The log, as objects.
    get log() {
        return (this.server?.lines ?? []).filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line));
    }

    // Every invariant holds.
    check() {
        return this.command("check", ["--data", this.data]);
    }

    // A caller of the API: api("GET", "/tickets") → {status, body, headers}.
    async api(email) {
        const token = await this.token(email);
        return (method, at, body, headers = {}) => callApi(this.url, token, method, at, body, headers);
    }

    writeFile(name, content) {
        const file = path.join(temporaryDirectory("file"), name);
        writeFileSync(file, content);
        return file;
    }
}

export async function callApi(url, token, method, at, body, headers = {}) {
    const response = await fetch(`${url}/api/v1${at}`, { method, redirect: "manual",
        headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
        body: body === undefined || typeof body === "string" ? body : JSON.stringify(body) });
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type") ?? "") && text;
    return { status: response.status, headers: response.headers, text,
        body: json ? JSON.parse(text) : undefined };
}

function lastLines(server) {
    const at = server.lines.findIndex((line) => FAULT.test(line));
    return (at >= 0 ? server.lines.slice(at, at + 80) : server.lines.slice(-40)).join("\n");
}
