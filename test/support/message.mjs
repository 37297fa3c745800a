// SPDX-License-Identifier: Apache-2.0
// Reads and writes mail for tests: written apart from the program's own, so that it can judge it.

// {headers: [[name, value]…], header(name), subject, from, to, text, html, attachments, raw}
export function parseMessage(raw) {
    const entity = parseEntity(raw);
    const message = { raw, headers: entity.headers, header: (n) => header(entity, n),
        text: undefined, html: undefined, attachments: [] };
    message.subject = decodeWords(message.header("subject") ?? "");
    message.from = decodeWords(message.header("from") ?? "");
    message.to = decodeWords(message.header("to") ?? "");
    message.messageId = message.header("message-id")?.trim();
    message.references = (message.header("references") ?? "").match(/<[^>]+>/g) ?? [];
    collect(entity, message);
    message.links = [...new Set((message.text ?? "").match(/https?:\/\/[^\s<>"')\]]+/g) ?? [])];
    return message;
}

function parseEntity(raw) {
    const text = raw.toString("latin1").replace(/\r\n/g, "\n");
    const at = text.indexOf("\n\n");
    const head = at < 0 ? text : text.slice(0, at + 1);
    const headers = [];
    for (const line of head.split("\n")) {
        if (/^[ \t]/.test(line) && headers.length > 0)
            headers.at(-1)[1] += line;
        else if (line.includes(":"))
            headers.push([line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
    }
    return { headers, body: at < 0 ? "" : text.slice(at + 2) };
}

function header(entity, name) {
    return entity.headers.find(([n]) => n.toLowerCase() === name)?.[1];
}

function parameter(value, name) {
    const match = new RegExp(`;\\s*${name}="?([^";]+)"?`, "i").exec(value ?? "");
    return match?.[1];
}

function collect(entity, message) {
    const type = (header(entity, "content-type") ?? "text/plain").toLowerCase();
    if (type.startsWith("multipart/")) {
        const boundary = parameter(header(entity, "content-type"), "boundary");
        const parts = entity.body.split(`--${boundary}`).slice(1);
        for (const part of parts.filter((p) => !p.startsWith("--")))
            collect(parseEntity(Buffer.from(part.replace(/^\n/, "").replace(/\n$/, ""), "latin1")), message);
        return;
    }
    const body = decodeBody(entity);
    const disposition = header(entity, "content-disposition") ?? "";
    if (/^attachment/i.test(disposition) || !type.startsWith("text/")) {
        message.attachments.push({ type, body, contentId: header(entity, "content-id"),
            filename: decodeWords(parameter(disposition, "filename") ?? "") });
        return;
    }
    const charset = parameter(header(entity, "content-type"), "charset") ?? "utf-8";
    const text = new TextDecoder(charset).decode(body);
    if (type.startsWith("text/html"))
        message.html ??= text;
    else
        message.text ??= text;
}

function decodeBody(entity) {
    const coding = (header(entity, "content-transfer-encoding") ?? "7bit").toLowerCase().trim();
    if (coding === "base64")
        return Buffer.from(entity.body, "base64");
    if (coding === "quoted-printable")
        return Buffer.from(entity.body.replace(/[ \t]*=\n/g, "")
            .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
    return Buffer.from(entity.body, "latin1");
}

// RFC 2047; a header in raw UTF-8 (RFC 6532) is read as that.
export function decodeWords(value) {
    const joined = value.replace(/(=\?[^?]+\?[bqBQ]\?[^?]*\?=)\s+(?==\?)/g, "$1");
    const decoded = joined.replace(/=\?([^?]+)\?([bqBQ])\?([^?]*)\?=/g, (_, charset, coding, text) => {
        const bytes = /b/i.test(coding) ? Buffer.from(text, "base64")
            : Buffer.from(text.replaceAll("_", " ").replace(/=([0-9A-Fa-f]{2})/g,
                (__, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
        return Buffer.from(new TextDecoder(charset).decode(bytes), "utf8").toString("latin1");
    });
    return Buffer.from(decoded, "latin1").toString("utf8");
}

let counter = 0;

// A message as a mail program writes it. `to` and `from` are full headers; `headers` adds or
// replaces (null removes); `files` are {name, type, body}.
export function compose({ from, to, subject, text = "", html, headers = {}, files = [] }) {
    const id = `<${process.pid}.${++counter}.${Date.now()}@client.example>`;
    const all = { From: from, To: to, Subject: word(subject), Date: new Date().toUTCString()
        .replace("GMT", "+0000"), "Message-ID": id, "MIME-Version": "1.0", ...headers };
    let body;
    const texts = [part("text/plain; charset=utf-8", text)];
    if (html !== undefined)
        texts.push(part("text/html; charset=utf-8", html));
    body = texts.length === 1 ? texts[0] : multipart("alternative", texts);
    if (files.length > 0)
        body = multipart("mixed", [body, ...files.map((file) => part(file.type ??
            "application/octet-stream", file.body,
            `Content-Disposition: attachment; filename="${file.name}"\r\n`))]);
    const head = Object.entries(all).filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return head + body;
}

// A reply as Thunderbird or Gmail writes it: References carried on, the original quoted.
export function replyTo(message, { from, text, ...more }) {
    const references = [...message.references, message.messageId].filter(Boolean).join("\r\n ");
    const quoted = (message.text ?? "").trimEnd().split(/\r?\n/).map((line) => `> ${line}`).join("\r\n");
    return compose({ from, to: decodeWords(message.header("reply-to") ?? message.header("from")),
        subject: /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`,
        text: `${text}\r\n\r\nOn Mon, Nov 23, 2026 at 9:00 AM Help Desk wrote:\r\n\r\n${quoted}\r\n`,
        headers: { "In-Reply-To": message.messageId, References: references, ...more.headers } });
}

function word(text) {
    return /^[\x20-\x7e]*$/.test(text) ? text
        : `=?utf-8?B?${Buffer.from(text, "utf8").toString("base64")}?=`;
}

function part(type, body, extra = "") {
    const coded = Buffer.from(body).toString("base64").replace(/.{76}/g, "$&\r\n");
    return `Content-Type: ${type}\r\n${extra}Content-Transfer-Encoding: base64\r\n\r\n${coded}\r\n`;
}

function multipart(kind, parts) {
    const boundary = `=_${process.pid}_${++counter}`;
    return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n` +
        parts.map((p) => `--${boundary}\r\n${p}`).join("") + `--${boundary}--\r\n`;
}
