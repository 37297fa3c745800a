// SPDX-License-Identifier: Apache-2.0
// Mail that comes in, over LMTP and the pipe: what is taken, what is refused, what it may do.
// The cases A1 to A11 are those of known attacks on help desks by mail.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, eventually } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { MailServer } from "./support/mail.mjs";
import { MailSession, lmtp } from "./support/smtp.mjs";
import { compose, replyTo } from "./support/message.mjs";
import { Client, formIn } from "./support/client.mjs";
import { rows, value } from "./support/sql.mjs";

const DESK = "help@desk.example";
const REQUESTER = PEOPLE.requester.email;
let desk, mail, api, box;

before(async () => {
    desk = await Desk.make({ env: { KINDESK_UNDO_SEND: "0", KINDESK_NEW_PER_NETWORK: "100000" },
        mail: (lmtpPort) => MailServer.start({ lmtpPort }) });
    mail = desk.mail;
    api = await desk.api(PEOPLE.agent.email);
    box = await mail.mailbox(REQUESTER);
});
after(end);

const inbox = (subject) => rows(desk.data, "SELECT * FROM inbox WHERE subject = ? ORDER BY id", subject);

// What became of the mail with this subject, once it was worked on.
function became(subject, n = 1) {
    return eventually(async () => {
        const found = (await inbox(subject)).filter((row) => row.state !== 0);
        return found.length >= n && found;
    }, `the mail “${subject}” to be worked on`);
}
const DELIVERED = 1, HELD = 2, IGNORED = 3;

const tickets = () => value(desk.data, "SELECT count(*) FROM ticket");
const messages = (ticket) => rows(desk.data, "SELECT * FROM message WHERE ticket = ? ORDER BY id", ticket);

// A ticket with one reply of an agent, and that reply as it reached the requester's mailbox.
async function conversation(subject, email = REQUESTER, name = "Rosa Requester") {
    const { status, body, text } = await api("POST", "/tickets", { subject, body: "Please help.", topic: "Printing",
        impact: "One person", urgency: "Can wait", requester: { email, name } });
    assert.equal(status, 201, text);
    const answered = await api("POST", `/tickets/${body.number}/messages`, { body: `We look at ${subject}.`, public: true });
    assert.equal(answered.status, 201, answered.text);
    const mailbox = email === REQUESTER ? box : await mail.mailbox(email);
    const received = await mailbox.next((m) => (m.text ?? "").includes(`We look at ${subject}.`));
    return { number: body.number, received };
}

test("LMTP answers for each recipient, and 250 only once it is on disk", async () => {
    const message = compose({ from: `Ema <ema@people.example>`, to: DESK, subject: "per recipient", text: "One." });
    const replies = await lmtp(desk.lmtpPort, "ema@people.example", [DESK, "nobody@elsewhere.example"], message);
    assert.equal(replies[0].code, 250);
    assert.equal(replies[1].code, 550);
    assert.equal((await rows(desk.data, "SELECT id FROM inbox WHERE sender = 'ema@people.example'")).length, 1);
    await became("per recipient");
    await lmtp(desk.lmtpPort, "ema@people.example", [DESK], message);
    await became("per recipient");
    assert.equal((await inbox("per recipient")).length, 1, "the same message again is known");
});

test("LMTP speaks its commands, refuses what does not fit and goes on", async () => {
    const session = await MailSession.connect(desk.lmtpPort);
    assert.equal((await session.say("EHLO x")).code, 500, "LMTP knows no EHLO (RFC 2033)");
    const greeting = await session.say("LHLO x");
    assert.match(greeting.lines.join("\n"), /PIPELINING[^]*|SIZE \d+/);
    assert.equal((await session.say("DATA")).code, 503);
    assert.equal((await session.say("RCPT TO:<help@desk.example>")).code, 503);
    await session.expect("MAIL FROM:<a@people.example>", 250);
    assert.equal((await session.say("MAIL FROM:<a@people.example>")).code, 503);
    await session.expect("RSET", 250);
    await session.expect("NOOP", 250);
    await session.expect("MAIL FROM:<> SIZE=10", 250);
    assert.ok((await session.say("MAIL FROM:<a@b> SIZE=99999999999")).code >= 500);
    assert.ok((await session.say("x".repeat(5000))).code >= 500);
    await session.quit();
});

test("the pipe tells the mail server what to do by its exit code", async () => {
    const good = compose({ from: "pip@people.example", to: DESK, subject: "by pipe", text: "Through the pipe." });
    const ok = await desk.tryCommand("mail deliver", ["--data", desk.data], { input: good });
    assert.equal(ok.code, 0, ok.err);
    assert.equal((await became("by pipe"))[0].state, DELIVERED);
    const empty = await desk.tryCommand("mail deliver", ["--data", desk.data], { input: "" });
    assert.equal(empty.code, 65, empty.err);
    const nowhere = await desk.tryCommand("mail deliver", ["--data", desk.data + "-absent"], { input: good });
    assert.equal(nowhere.code, 75, nowhere.err);
    assert.match(nowhere.err, /\S/);
});

test("a reply with our own References finds its ticket, under any subject", async () => {
    const { number, received } = await conversation("threading");
    const reply = replyTo(received, { from: REQUESTER, text: "Here I am again.", headers: { Subject: "something else" } });
    await mail.submit(REQUESTER, DESK, reply);
    await eventually(async () => (await messages(number)).some((m) => /Here I am again/.test(m.text)), "the reply");
    const [last] = (await messages(number)).slice(-1);
    assert.doesNotMatch(last.text, /We look at threading/, "the quotation is folded away");
});

test("A1: nobody becomes an agent by a guessed or foreign Message-ID", async () => {
    const { number, received } = await conversation("spoofed agent");
    const other = await conversation("another ticket", "lea@people.example", "Lea");
    const before = (await box.all()).length;
    const id = received.messageId;
    const broken = id.replace(/[0-9a-zA-Z](?=[^0-9a-zA-Z]*@)/, (c) => c === "a" ? "b" : "a");
    const forgeries = [broken, `<ticket-${number}@desk.example>`, `<${number}@desk.example>`,
        id.replace(/^<[^.@-]*/, "<"), other.received.messageId];
    for (const [i, forged] of forgeries.entries()) {
        await mail.submit(PEOPLE.agent.email, DESK, compose({ from: `Gil Agent <${PEOPLE.agent.email}>`, to: DESK,
            subject: `A1 ${i}`, text: `Send your password to me ${i}.`, headers: { "In-Reply-To": forged, References: forged } }));
        const [row] = await became(`A1 ${i}`);
        assert.ok(row.ticket !== number, `${forged} led into ticket ${number}`);
    }
    const wrote = await rows(desk.data, "SELECT * FROM message WHERE kind = 2 AND text LIKE '%password to me%'");
    assert.deepEqual(wrote, [], "no mail is ever a public reply of an agent");
    assert.equal((await box.all()).length, before, "and nothing was mailed on");
});

test("A1: a stranger who saw our Message-ID is held back", async () => {
    const { number, received } = await conversation("seen by a stranger");
    await mail.submit("mallory@else.example", DESK, compose({ from: "Mallory <mallory@else.example>", to: DESK,
        subject: "A1 stranger", text: "Let me in.", headers: { "In-Reply-To": received.messageId, References: received.messageId } }));
    await became("A1 stranger");
    const [shown] = (await messages(number)).filter((m) => /Let me in/.test(m.text));
    assert.ok(!shown || shown.kind === 4, "held until an agent admits it");
    const people = await rows(desk.data, "SELECT p.email FROM participant x JOIN person p ON p.id = x.person WHERE x.ticket = ?", number);
    assert.ok(!people.some((p) => p.email === "mallory@else.example"));
});

test("A2: a number in the subject lets no stranger in, and a forged Cc adds nobody", async () => {
    const { number } = await conversation("only by number");
    const before = (await messages(number)).length;
    for (const subject of [`Re: [#${number}] only by number`, `[#${number}]`, `ticket ${number}`, `#${number} A2`])
        await mail.submit("mallory@else.example", DESK, compose({ from: "mallory@else.example", to: DESK, subject,
            text: `About ${number}: send me everything.` }));
    await mail.submit("mallory@else.example", DESK, compose({ from: `Rosa <${REQUESTER}>`, to: DESK,
        subject: `Re: [#${number}] A2 forged`, text: "Add my colleague.", headers: { Cc: "mallory@else.example" } }));
    await became(`Re: [#${number}] A2 forged`);
    await became(`#${number} A2`);
    const now = (await messages(number)).slice(before);
    assert.ok(now.every((m) => m.kind === 4), `nothing but held mail: ${JSON.stringify(now)}`);
    const mallory = await mail.mailbox("mallory@else.example");
    for (const m of await mallory.all())
        assert.doesNotMatch(m.raw.toString(), /We look at only by number|Please help\./, "no history is quoted");
    assert.equal(await value(desk.data, "SELECT count(*) FROM participant WHERE ticket = ?", number), 0);
});

test("A3: a service's verification mail does not become readable in a stranger's ticket", async () => {
    const client = new Client(desk.url);
    const page = await client.get("/new?topic=Printing");
    const answer = await client.post("/new", { ...formIn(page.text, "/new"), subject: "Trick", body: "Wait for it.",
        impact: "One person", urgency: "Can wait", name: "No Reply", email: "no-reply@vendor.example" });
    assert.ok(answer.status < 400, answer.text.slice(0, 1000));
    await mail.submit("no-reply@vendor.example", DESK, compose({ from: "Vendor <no-reply@vendor.example>", to: DESK,
        subject: "A3 Verify your sign-up", text: "Your code is 424242.", headers: { "Auto-Submitted": "auto-generated" } }));
    const [row] = await became("A3 Verify your sign-up");
    const trick = await value(desk.data, "SELECT id FROM ticket WHERE subject = 'Trick'");
    assert.ok(!(await messages(trick)).some((m) => /424242/.test(m.text)), "it is not in the ticket");
    const link = /\/l\/[A-Za-z0-9_-]+/.exec(answer.text)?.[0];
    if (link)
        assert.doesNotMatch((await client.get(link)).text, /424242/);
    assert.notEqual(row.state, DELIVERED, "automatic mail opens nothing");
});

test("A4: the form is no relay: our words only, few times for an address", async () => {
    const WORDS = "Buy cheap pills at pills.example now";
    const victim = await mail.mailbox("victim@people.example");
    let taken = 0, said;
    for (let i = 0; i < 12; i++) {
        const client = new Client(desk.url);
        const page = await client.get("/new?topic=Printing");
        const answer = await client.post("/new", { ...formIn(page.text, "/new"), subject: `${WORDS} ${i}`, body: WORDS,
            impact: "One person", urgency: "Can wait", name: WORDS, email: "victim@people.example" });
        taken += answer.status < 400 ? 1 : 0;
        said ??= answer.text;
        assert.match(said, /We have sent a link to victim@people\.example/);
        if (i === 11)
            assert.match(answer.text, /confirmed on this page only/);
    }
    assert.equal(taken, 12, "nothing is lost, and the page says what no mail does");
    await victim.next();
    await eventually(async () => (await value(desk.data,
        "SELECT count(*) FROM job WHERE state = 0 AND run_at < ?", Date.now())) === 0, "all mail to be sent");
    const all = await victim.all();
    assert.ok(all.length <= 5, `${all.length} mails to one unverified address`);
    for (const m of all)
        assert.doesNotMatch(m.raw.toString() + m.text + m.html + m.subject + m.to, /pills/i);
});

test("A4: a domain has a budget too", async () => {
    const before = await value(desk.data, "SELECT count(*) FROM outgoing WHERE address LIKE '%@crowd.example'");
    for (let i = 0; i < 60; i++) {
        const client = new Client(desk.url);
        const page = await client.get("/new?topic=Printing");
        await client.post("/new", { ...formIn(page.text, "/new"), subject: `Crowd ${i}`, body: "x", impact: "One person",
            urgency: "Can wait", name: "C", email: `c${i}@crowd.example` });
    }
    const sent = await value(desk.data, "SELECT count(*) FROM outgoing WHERE address LIKE '%@crowd.example'") - before;
    assert.ok(sent < 60, `${sent} first mails to one domain from one network within a minute`);
});

test("A5: automatic mail opens no ticket, changes no state and causes no mail", async () => {
    const { number, received } = await conversation("loops");
    const before = { tickets: await tickets(), mails: (await box.all()).length };
    const state = await value(desk.data, "SELECT state FROM ticket WHERE id = ?", number);
    const reply = { "In-Reply-To": received.messageId, References: received.messageId };
    const kinds = {
        "vacation": { "Auto-Submitted": "auto-replied", ...reply },
        "bulk": { Precedence: "bulk" },
        "list": { "List-Id": "<news.people.example>" },
        "suppress": { "X-Auto-Response-Suppress": "All" },
        "autoreply": { "X-Autoreply": "yes", ...reply },
        "loop": { "X-Loop": DESK },
    };
    for (const [name, headers] of Object.entries(kinds)) {
        await mail.submit(REQUESTER, DESK, compose({ from: REQUESTER, to: DESK, subject: `A5 ${name}`,
            text: "I am away.", headers }));
    }
    await mail.submit("", DESK, compose({ from: REQUESTER, to: DESK, subject: "A5 empty return path", text: "Away." }));
    for (const name of [...Object.keys(kinds), "empty return path"]) {
        const [row] = await became(`A5 ${name}`);
        assert.notEqual(row.rule, "", `A5 ${name} says by which rule`);
    }
    assert.equal(await tickets(), before.tickets);
    assert.equal(await value(desk.data, "SELECT state FROM ticket WHERE id = ?", number), state);
    assert.equal((await box.all()).length, before.mails);
});

test("A5: our own mail coming back is known", async () => {
    const { received } = await conversation("boomerang");
    const before = await tickets();
    await mail.submit(DESK, DESK, received.raw.toString("latin1"));
    const [row] = await became(received.subject);
    assert.equal(row.state, IGNORED, row.why);
    assert.equal(await tickets(), before);
});

test("A5: two desks that answer each other stop soon", async () => {
    const address = "helpdesk@otherdesk.example";
    const other = await mail.mailbox(address);
    const before = await tickets();
    let answers = 0;
    await mail.submit(address, DESK, compose({ from: `Other Desk <${address}>`, to: DESK, subject: "A5 two desks 0", text: "We got your mail." }));
    await became("A5 two desks 0");
    for (let i = 1; i <= 12; i++) {
        const answer = await other.next(() => true, 3000).catch(() => undefined);
        if (answer)
            answers++;
        await mail.submit(address, DESK, compose({ from: `Other Desk <${address}>`, to: DESK, subject: `A5 two desks ${i}`, text: "We got your mail." }));
        await became(`A5 two desks ${i}`);
        if (!answer)
            break;
    }
    assert.ok(answers <= 6, `${answers} automatic answers to one address`);
    assert.ok(await tickets() - before <= 13);
});

test("A6: line ends in a subject or name write no header of ours", async () => {
    const evil = "Hello\r\nBcc: spy@else.example\r\nX-Evil: 1";
    const word = `=?utf-8?B?${Buffer.from(evil).toString("base64")}?=`;
    const q = "=?utf-8?Q?Hi=0D=0ABcc:_spy@else.example?=";
    await mail.submit("eve@people.example", DESK, compose({ from: `${word} <eve@people.example>`, to: DESK, subject: "x",
        text: "Injected?", headers: { Subject: `${q} A6` } }));
    const eve = await mail.mailbox("eve@people.example");
    const spy = await mail.mailbox("spy@else.example");
    const first = await eve.next();
    assert.equal(first.header("bcc"), undefined);
    const number = await eventually(() => value(desk.data, "SELECT t.id FROM ticket t JOIN person p ON p.id = t.requester WHERE p.email = 'eve@people.example'"), "the ticket");
    const answered = await api("POST", `/tickets/${number}/messages`, { body: "Answer to A6.", public: true });
    assert.equal(answered.status, 201, answered.text);
    await eventually(async () => (await eve.all()).length > 1 || (await value(desk.data,
        "SELECT count(*) FROM outgoing WHERE ticket = ? AND message IS NOT NULL", number)) > 0, "the answer");
    for (const m of await eve.all())
        assert.ok(!m.headers.some(([name]) => /^(bcc|x-evil)$/i.test(name)), m.raw.toString().slice(0, 2000));
    assert.deepEqual(await spy.all(), []);
    const subject = await value(desk.data, "SELECT subject FROM ticket WHERE id = ?", number);
    assert.doesNotMatch(subject, /[\r\n]/);
});

test("A6: NUL, bare CR and 8-bit junk in headers neither stop nor split anything", async () => {
    const message = Buffer.from("From: junk@people.example\r\nTo: help@desk.example\r\nSubject: A6 \x00ju\xff\xfenk\rBcc: spy@else.example\r\n\r\nBody \x00 here\r\n", "latin1");
    const session = await MailSession.connect(desk.lmtpPort);
    await session.expect("LHLO x", 250);
    await session.expect("MAIL FROM:<junk@people.example>", 250);
    await session.expect("RCPT TO:<help@desk.example>", 250);
    await session.expect("DATA", 354);
    session.raw(Buffer.concat([message, Buffer.from(".\r\n")]));
    const reply = await session.reply();
    assert.ok([250, 550, 554, 500].includes(reply.code), `${reply.code} ${reply.text}`);
    await session.quit();
    const answer = await fetch(`${desk.url}/healthz`);
    assert.equal(answer.status, 200);
});

test("A7: commands in headers from outside do nothing", async () => {
    const headers = {};
    for (const name of ["Priority", "State", "Team", "Assignee", "Owner", "Ignore", "Ticket", "Role"])
        for (const prefix of ["X-Kindesk", "X-Zammad-Ticket", "X-OTRS", "X-RT"])
            headers[`${prefix}-${name}`] = name === "Priority" ? "Critical" : "Closed";
    await mail.submit("otto@people.example", DESK, compose({ from: "otto@people.example", to: DESK, subject: "A7 print commands",
        text: "Plain.", headers }));
    const [row] = await became("A7 print commands");
    const [ticket] = await rows(desk.data, "SELECT * FROM ticket WHERE id = ?", row.ticket);
    assert.equal(ticket.state, "New");
    assert.notEqual(ticket.priority, "Critical");
});

test("A11: only CRLF dot CRLF ends a message", async () => {
    for (const [i, ending] of ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r"].entries()) {
        const session = await MailSession.connect(desk.lmtpPort);
        await session.expect("LHLO x", 250);
        await session.expect("MAIL FROM:<smug@people.example>", 250);
        await session.expect("RCPT TO:<help@desk.example>", 250);
        await session.expect("DATA", 354);
        session.raw(`From: smug@people.example\r\nTo: help@desk.example\r\nSubject: A11 outer ${i}\r\n\r\nfirst${ending}` +
            "MAIL FROM:<gil@desk.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n" +
            `From: gil@desk.example\r\nSubject: A11 inner ${i}\r\n\r\nsmuggled\r\n.\r\n`);
        const reply = await session.reply();
        assert.ok(reply.code === 250 || reply.code >= 500, `${reply.code} ${reply.text}`);
        session.raw("NOOP\r\n");
        const next = await session.reply().catch(() => ({ code: 0 }));
        assert.ok(next.code === 250 || next.code === 0, `one message, one answer; then ${next.code} ${next.text}`);
        await session.quit();
        assert.deepEqual(await rows(desk.data, "SELECT id FROM inbox WHERE subject = ?", `A11 inner ${i}`), []);
    }
});

test("A11: what we send holds no bare line ends", async () => {
    const { status, body, text } = await api("POST", "/tickets", { subject: "line ends", body: "x", topic: "Printing",
        impact: "One person", urgency: "Can wait", requester: { email: REQUESTER, name: "Rosa" } });
    assert.equal(status, 201, text);
    await api("POST", `/tickets/${body.number}/messages`, { public: true,
        body: "before\n.\nMAIL FROM:<a@b>\r\n.\r\nafter line ends" });
    const received = await box.next((m) => /after line ends/.test(m.text));
    assert.match(received.text, /^\.$/m);
    assert.doesNotMatch(received.raw.toString("latin1").replace(/\r\n/g, ""), /[\r\n]/);
});

test("a bounce marks the address and the mail, and opens nothing", async () => {
    const before = await tickets();
    const { body } = await api("POST", "/tickets", { subject: "will bounce", body: "x", topic: "Printing",
        impact: "One person", urgency: "Can wait", requester: { email: "ghost@gone.example", name: "Ghost" } });
    await api("POST", `/tickets/${body.number}/messages`, { body: "To a ghost.", public: true });
    await eventually(() => value(desk.data, "SELECT count(*) FROM outgoing WHERE address = 'ghost@gone.example' AND state = 2"),
        "the failure to be visible", 30000);
    assert.equal(await tickets(), before + 1);
    assert.equal(await value(desk.data, "SELECT state FROM ticket WHERE id = ?", body.number), await value(desk.data,
        "SELECT state FROM ticket WHERE id = ?", body.number));
});

test("an address that is refused at once is a visible failure; one that is busy is tried again", async () => {
    for (const [domain, state] of [["refused.example", 2], ["busy.example", 0]]) {
        const { body } = await api("POST", "/tickets", { subject: domain, body: "x", topic: "Printing", impact: "One person",
            urgency: "Can wait", requester: { email: `x@${domain}`, name: "X" } });
        await api("POST", `/tickets/${body.number}/messages`, { body: "Hello.", public: true });
        await eventually(() => value(desk.data, "SELECT count(*) FROM outgoing WHERE address = ? AND state = ? AND tries > 0 AND answer <> ''",
            `x@${domain}`, state), `${domain}: state ${state}`);
    }
});

test("what we send is well made: ids, thread, sender, both parts, one recipient", async () => {
    const { received } = await conversation("well made");
    assert.match(received.messageId, /^<[^\s<>@]+@[^\s<>@]+>$/);
    assert.match(received.header("date"), /^\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    assert.match(received.header("mime-version"), /^1\.0/);
    assert.ok(received.html && received.text);
    assert.equal((received.header("to").match(/@/g) ?? []).length, 1);
    assert.match(received.from, /help@desk\.example/);
    const ids = await rows(desk.data, "SELECT message_id FROM outgoing");
    assert.ok(ids.some((row) => received.messageId.includes(row.message_id.replace(/[<>]/g, ""))),
        "the Message-ID was stored before sending");
    for (const line of received.raw.toString("latin1").split("\r\n"))
        assert.ok(line.length <= 998, "lines are short (RFC 5322)");
});

test("a picture inside a mail is shown where the mail shows it, and as a file", async () => {
    const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const raw = ["From: Rosa Requester <rosa@people.example>", `To: ${DESK}`, "Subject: A picture inside", "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="b"', "", "--b", "Content-Type: text/html; charset=utf-8", "",
        '<p>This is it: <img src="cid:logo@people.example" alt="it"> and <img src="cid:other@people.example"></p>',
        "--b", "Content-Type: image/png; name=it.png", "Content-ID: <logo@people.example>", "Content-Transfer-Encoding: base64", "",
        png, "--b--", ""].join("\r\n");
    await desk.command("mail deliver", ["--data", desk.data, "--to", DESK, "--from", "rosa@people.example"], { input: raw });
    const [row] = await became("A picture inside");
    const client = await new Client(desk.url).signIn(PEOPLE.agent.email);
    const { text } = await client.get(`/html/${row.message}`);
    assert.match(text, new RegExp(`<img alt="it" src="data:image/png;base64,${png.replace(/[+/]/g, "\\$&")}"`));
    assert.equal((text.match(/ src=/g) ?? []).length, 1, "the other one has nothing to show");
    const page = await client.get(`/t/${row.ticket}`);
    assert.match(page.text, /it\.png/);
});

test("the ledger knows every message and what became of it", async () => {
    const all = await rows(desk.data, "SELECT * FROM inbox");
    const open = await eventually(async () =>
        (await rows(desk.data, "SELECT * FROM inbox WHERE state = 0")).length === 0, "everything to be worked on");
    assert.ok(open);
    for (const row of all.filter((r) => r.state !== 0))
        assert.ok(row.state === DELIVERED ? row.ticket : row.state === HELD || row.rule || row.why, JSON.stringify(row));
    const manager = await new Client(desk.url).signIn(PEOPLE.manager.email);
    const page = await manager.get("/mail/in");
    assert.equal(page.status, 200);
    assert.match(page.text, /A5 list|A7 print commands/);
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
