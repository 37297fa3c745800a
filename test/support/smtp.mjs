// SPDX-License-Identifier: Apache-2.0
// Speaks SMTP and LMTP, line by line, so that a test can also say what no mail program would.
import net from "node:net";
import { withLimit } from "./run.mjs";

export class MailSession {
    static async connect(port, host = "127.0.0.1") {
        const session = new MailSession();
        session.rest = "";
        session.replies = [];
        session.waiting = [];
        session.socket = net.connect({ port, host });
        session.socket.setNoDelay(true);
        session.socket.on("data", (chunk) => session.take(chunk.toString("latin1")));
        session.socket.on("error", () => {});
        session.socket.on("close", () => session.closed());
        await session.reply();
        return session;
    }

    take(text) {
        this.rest += text;
        for (;;) {
            const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.rest);
            if (!match)
                return;
            this.rest = this.rest.slice(match[0].length);
            const lines = match[0].trimEnd().split(/\r?\n/);
            const reply = { code: Number(lines.at(-1).slice(0, 3)), text: lines.at(-1).slice(4), lines };
            const waiter = this.waiting.shift();
            if (waiter)
                waiter.resolve(reply);
            else
                this.replies.push(reply);
        }
    }

    closed() {
        this.isClosed = true;
        for (const waiter of this.waiting.splice(0))
            waiter.reject(new Error("the server closed the connection"));
    }

    // The next reply: {code, text, lines}.
    reply(ms = 30000) {
        if (this.replies.length > 0)
            return Promise.resolve(this.replies.shift());
        if (this.isClosed)
            return Promise.reject(new Error("the server closed the connection"));
        return withLimit(new Promise((resolve, reject) => this.waiting.push({ resolve, reject })),
            ms, "a reply to mail");
    }

    raw(bytes) {
        this.socket.write(bytes);
    }

    say(line) {
        this.socket.write(line + "\r\n");
        return this.reply();
    }

    async expect(line, code) {
        const reply = await this.say(line);
        if (reply.code !== code)
            throw new Error(`${line}: ${reply.code} ${reply.text}, not ${code}`);
        return reply;
    }

    // Sends DATA's content; with LMTP there is one reply for each accepted recipient.
    async data(message, replies = 1) {
        await this.expect("DATA", 354);
        this.raw(Buffer.concat([stuff(message), Buffer.from(".\r\n")]));
        const all = [];
        for (let i = 0; i < replies; i++)
            all.push(await this.reply());
        return all;
    }

    async quit() {
        if (!this.isClosed)
            await this.say("QUIT").catch(() => {});
        this.socket.destroy();
    }
}

// Line ends become CRLF, leading dots are doubled (RFC 5321 §4.5.2).
function stuff(message) {
    let text = Buffer.isBuffer(message) ? message.toString("latin1")
        : Buffer.from(message, "utf8").toString("latin1");
    text = text.replace(/\r?\n/g, "\r\n");
    if (!text.endsWith("\r\n"))
        text += "\r\n";
    return Buffer.from(text.replace(/^\./gm, ".."), "latin1");
}

export async function submit(port, from, to, message) {
    const session = await MailSession.connect(port);
    await session.expect("EHLO client.example", 250);
    await session.expect(`MAIL FROM:<${from}>`, 250);
    for (const address of to)
        await session.expect(`RCPT TO:<${address}>`, 250);
    const [reply] = await session.data(message);
    if (reply.code !== 250)
        throw new Error(`DATA: ${reply.code} ${reply.text}`);
    await session.quit();
    return /queued as (\S+)/.exec(reply.text)?.[1];
}

// By LMTP, straight to Kindesk: the reply for each recipient in order (RCPT's own when it was
// refused there).
export async function lmtp(port, from, to, message) {
    const session = await MailSession.connect(port);
    await session.expect("LHLO client.example", 250);
    await session.expect(`MAIL FROM:<${from}>`, 250);
    const replies = [];
    for (const address of [to].flat())
        replies.push(await session.say(`RCPT TO:<${address}>`));
    const accepted = replies.filter((reply) => reply.code === 250).length;
    if (accepted > 0) {
        const data = await session.data(message, accepted);
        for (let i = 0; i < replies.length; i++)
            if (replies[i].code === 250)
                replies[i] = data.shift();
    }
    await session.quit();
    return replies;
}
