// SPDX-License-Identifier: Apache-2.0
// A small IMAP client: reads an inbox whole and waits by IDLE for what is to come.
import net from "node:net";
import { withLimit } from "./run.mjs";
import { parseMessage } from "./message.mjs";

export class Mailbox {
    static async open(port, address, password) {
        const mailbox = new Mailbox();
        mailbox.address = address;
        mailbox.buffer = Buffer.alloc(0);
        mailbox.tag = 0;
        mailbox.exists = 0;
        mailbox.seen = new Map();
        mailbox.handed = new Set();
        mailbox.socket = net.connect({ port, host: "127.0.0.1" });
        mailbox.socket.on("error", () => {});
        mailbox.socket.on("data", (chunk) => {
            mailbox.buffer = Buffer.concat([mailbox.buffer, chunk]);
            mailbox.wake?.();
        });
        mailbox.socket.on("close", () => {
            mailbox.isClosed = true;
            mailbox.wake?.();
        });
        await mailbox.line();
        await mailbox.command(`LOGIN "${address}" "${password}"`);
        await mailbox.command("SELECT INBOX");
        return mailbox;
    }

    async more() {
        if (this.isClosed)
            throw new Error("Dovecot closed the connection");
        await new Promise((resolve) => { this.wake = resolve; });
        this.wake = undefined;
    }

    // One line of the server; a literal that it announces is put into .literal.
    async line() {
        for (;;) {
            const at = this.buffer.indexOf("\r\n");
            if (at >= 0) {
                const text = this.buffer.subarray(0, at).toString("latin1");
                const size = /\{(\d+)\}$/.exec(text);
                const end = at + 2 + (size ? Number(size[1]) : 0);
                if (this.buffer.length >= end) {
                    const literal = size ? Buffer.from(this.buffer.subarray(at + 2, end)) : null;
                    this.buffer = this.buffer.subarray(end);
                    this.exists = Number(/^\* (\d+) EXISTS/.exec(text)?.[1] ?? this.exists);
                    return { text, literal };
                }
            }
            await this.more();
        }
    }

    async command(text) {
        const tag = `t${++this.tag}`;
        this.socket.write(`${tag} ${text}\r\n`);
        const lines = [];
        for (;;) {
            const line = await this.line();
            if (line.text.startsWith(`${tag} `)) {
                if (!line.text.startsWith(`${tag} OK`))
                    throw new Error(`IMAP ${text}: ${line.text}`);
                return lines;
            }
            lines.push(line);
        }
    }

    // Every message, oldest first, parsed. One that came while the server searched is told by
    // EXISTS in the same answer, and never again.
    async all() {
        let uids;
        do {
            const [found] = (await this.command("UID SEARCH ALL"))
                .filter((line) => line.text.startsWith("* SEARCH"));
            uids = (found?.text.match(/\d+/g) ?? []).map(Number);
        } while (uids.length < this.exists);
        this.known = uids.length;
        for (const uid of uids.filter((u) => !this.seen.has(u))) {
            const lines = await this.command(`UID FETCH ${uid} BODY.PEEK[]`);
            const { literal } = lines.find((line) => line.literal);
            this.seen.set(uid, parseMessage(literal));
        }
        return uids.map((uid) => this.seen.get(uid));
    }

    // The first message not yet handed out by next() for which `wanted` holds (a function, or
    // a RegExp on the subject).
    next(wanted = () => true, ms = 30000) {
        const holds = wanted instanceof RegExp ? (m) => wanted.test(m.subject) : wanted;
        let ended = false;
        const found = (async () => {
            for (;;) {
                const messages = await this.all();
                const message = messages.find((m) => !this.handed.has(m) && holds(m));
                if (message) {
                    this.handed.add(message);
                    return message;
                }
                if (ended)
                    return undefined;
                await this.idle(() => ended);
            }
        })();
        return withLimit(found, ms, `a mail to ${this.address} (${wanted})`).catch(async (e) => {
            ended = true;
            throw new Error(`${e.message}; there is: ${[...this.seen.values()]
                .map((m) => m.subject).join(" | ") || "nothing"}`);
        });
    }

    async idle() {
        if (this.exists > this.known)
            return;
        const tag = `t${++this.tag}`;
        this.socket.write(`${tag} IDLE\r\n`);
        for (;;) {
            const { text } = await this.line();
            if (/^\* \d+ (EXISTS|RECENT)/.test(text))
                break;
        }
        this.socket.write("DONE\r\n");
        while (!(await this.line()).text.startsWith(`${tag} `));
    }

    close() {
        this.socket.destroy();
    }
}
