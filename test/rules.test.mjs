// SPDX-License-Identifier: Apache-2.0
// What the rows of a plan do, one test for each sentence, on a desk whose clock the test moves:
// real mail, the worker's own round, nothing done by hand.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { atEnd, end, eventually, freePort, temporaryDirectory, top } from "./support/run.mjs";
import { Desk, PEOPLE as OTHERS } from "./support/desk.mjs";
import { MailServer } from "./support/mail.mjs";
import { Client } from "./support/client.mjs";
import { replyTo } from "./support/message.mjs";
import { rows, value } from "./support/sql.mjs";

const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const DESK = "help@desk.example";
// As everywhere, but the staff reads mail elsewhere: the desk has its whole domain.
const PEOPLE = Object.fromEntries(Object.entries(OTHERS).map(([role, person]) =>
    [role, { ...person, email: person.email.replace("@desk.example", "@staff.example") }]));
const calls = [];
let desk, mail, agent, manager, gil, ines, max, answer = 503;

// A system that rules call: it refuses first, then takes it.
async function listen() {
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk) => { body += chunk; });
        request.on("end", () => {
            calls.push({ headers: request.headers, method: request.method, url: request.url, body });
            response.writeHead(answer, answer === 302 ? { Location: "http://127.0.0.1:1/" } : {}).end();
            answer = 200;
        });
    });
    const port = await freePort();
    await new Promise((done) => server.listen(port, "127.0.0.1", done));
    atEnd(() => server.close());
    return port;
}

before(async () => {
    const port = await listen();
    const text = readFileSync(path.join(top, "test/support/rules.md"), "utf8").replace("127.0.0.1:8099", `127.0.0.1:${port}`);
    const plan = path.join(temporaryDirectory("plan"), "rules.md");
    writeFileSync(plan, text);
    desk = await Desk.make({ now: "2026-11-23T10:00:00Z", serve: false, plan, people: PEOPLE,
        env: { KINDESK_UNDO_SEND: "0", KINDESK_WEBHOOK_HOSTS: `127.0.0.1:${port}`, KINDESK_AUTO_MAIL_PER_ADDRESS: "1000" },
        mail: (lmtpPort) => MailServer.start({ lmtpPort }) });
    await desk.addPerson({ email: "otto.agent@staff.example", name: "Otto Agent", role: "agent", teams: ["Front Desk"] });
    mail = desk.mail;
    agent = await desk.api(PEOPLE.agent.email);
    manager = await desk.api(PEOPLE.manager.email);
    [gil, ines, max] = await Promise.all([PEOPLE.agent, PEOPLE.otherAgent, PEOPLE.manager].map((p) => mail.mailbox(p.email)));
    await desk.serve();
});
after(end);

let who = 0;
// A ticket of somebody new, who reads mail at their address.
async function ask(subject, { topic = "Something else", impact = "One person", language } = {}) {
    const email = `person${++who}@people.example`, box = await mail.mailbox(email);
    const { status, body, text } = await agent("POST", "/tickets", { subject, body: `About ${subject}.`, topic,
        impact, urgency: "Can wait", requester: { email, name: `Person ${who}` }, ...(language ? { language } : {}) });
    assert.equal(status, 201, text);
    return { number: body.number, email, box };
}

async function ticket(number, api = manager) {
    const { status, body, text } = await api("GET", `/tickets/${number}`);
    assert.equal(status, 200, text);
    return body;
}

const becomes = (number, wanted, what) => eventually(async () => wanted(await ticket(number)), what, 20000);
const is = (number, state) => becomes(number, (t) => t.state === state, `ticket ${number} to be ${state}`);

async function say(number, body, more = {}) {
    const { status, text } = await agent("POST", `/tickets/${number}/messages`, { body, public: true, ...more });
    assert.equal(status, 201, text);
}

const about = (number, text) => (m) => m.subject.includes(`[#${number}]`) && (!text || (m.text ?? "").replace(/\s+/g, " ").includes(text));
const fired = (number) => rows(desk.data, "SELECT data FROM event WHERE ticket = ? AND kind = 'fired' ORDER BY n", number);

test("a request is acknowledged with the promised time, in the reader's zone and language", async () => {
    const who = new Client(desk.url);
    const form = await who.form("/new?topic=Printing", "/new");
    await who.post("/new", { ...form, topic: "Printing", subject: "La impresora", body: "No imprime.", impact: "One person",
        urgency: "Can wait", name: "Sofía", email: "sofia@people.example" }, { "Accept-Language": "es" });
    const box = await mail.mailbox("sofia@people.example");
    const first = await box.next();
    assert.match(first.text, /solicitud/);
    assert.match(first.text, /15:0\d/, "11:00 at the desk and 4 hours");
});

test("an internal target, a warning and then the missed promise: each at its time, to its people", async () => {
    const { number } = await ask("Slow one");
    desk.advance(2 * HOUR + MINUTE);
    await becomes(number, (t) => /inner/.test(t.tags), "the internal target to be missed");
    desk.advance(HOUR);
    const warned = await gil.next(about(number, "75% of first response"));
    assert.match(warned.text, /plan, line \d+/);
    assert.match(warned.text, /What is expected of you:\s+Answer the requester in time/);
    assert.equal((await ticket(number)).tier, 1);
    desk.advance(HOUR);
    await becomes(number, (t) => t.tier === 2 && t.team === "Network", "it to climb to tier 2");
    const missed = await gil.next(about(number, "Answer the requester now"));
    assert.match(missed.text, /first response missed/);
});

test("the solution's promise: warned at 80 %, escalated to tier 3 when it is missed", async () => {
    const { number } = await ask("Long one");
    await say(number, "We are on it.");
    desk.advance(2 * DAY + 10 * HOUR);
    await gil.next(about(number, "80% of resolve"));
    desk.advance(DAY);
    await becomes(number, (t) => t.tier >= 2, "it to climb");
    await max.next(about(number, "resolve missed"));
    assert.ok((await fired(number)).length >= 2);
});

test("agents are reminded to tell the requester how far it is", async () => {
    const { number } = await ask("Update me");
    await say(number, "We have begun.");
    desk.advance(18 * HOUR + MINUTE);
    await gil.next(about(number, "Write to the requester how far it is."));
    desk.advance(6 * HOUR);
    await gil.next(about(number, "they were promised to hear from us"));
    await say(number, "Half done.");
    desk.advance(17 * HOUR);
    assert.equal((await ticket(number)).state, "Open");
});

test("“I am still waiting” goes to the lead and raises the priority", async () => {
    const { number, box } = await ask("Waiting");
    const link = (await box.next()).links.find((l) => /\/(l|sign-in)\//.test(l));
    desk.advance(5 * HOUR);
    await becomes(number, (t) => t.tier === 2, "the promise to be missed");
    const person = new Client(desk.url);
    const token = /\/l\/([^/?.]+)/.exec(link)[1];
    const verify = await person.form(`/l/${token}`, `/l/${token}`);
    await person.post(`/l/${token}`, verify);
    const form = await person.form(`/l/${token}`, `/r/${number}/waiting`);
    assert.equal((await person.post(`/r/${number}/waiting`, form)).status, 303);
    await becomes(number, (t) => t.priority === "High", "the priority to rise");
    await ines.next(about(number, "The requester is still waiting"));
});

test("silence is reminded twice, then settled, and an answer opens it again", async () => {
    const { number, email, box } = await ask("Silence");
    await box.next();
    await say(number, "Which one is it?", { state: "Waiting on user" });
    const question = await box.next(about(number, "Which one"));
    desk.advance(2 * DAY);
    await eventually(async () => await value(desk.data, "SELECT count(*) FROM outgoing WHERE ticket = ? AND kind = 'remind'", number) === 1, "the first reminder");
    desk.advance(2 * DAY);
    await eventually(async () => await value(desk.data, "SELECT count(*) FROM outgoing WHERE ticket = ? AND kind = 'remind'", number) === 2, "the second reminder");
    assert.equal((await ticket(number)).state, "Waiting on user");
    desk.advance(3 * DAY);
    await is(number, "Resolved");
    await mail.submit(email, DESK, replyTo(question, { from: email, text: "The blue one." }));
    await is(number, "Open");
});

test("what stays solved is closed and asked about; a bad answer reaches the manager", async () => {
    const { number, email, box } = await ask("Survey");
    await box.next();
    await say(number, "It was the cable.", { state: "Resolved" });
    const solved = await box.next(about(number, "It was the cable."));
    await mail.submit(email, DESK, replyTo(solved, { from: email, text: "Not at all." }));
    await is(number, "Open");
    await say(number, "It was the plug.", { state: "Resolved" });
    desk.advance(3 * DAY + HOUR);
    await is(number, "Closed");
    const survey = await box.next((m) => m.links.some((l) => l.includes("/survey/")));
    const link = survey.links.find((l) => l.includes("/survey/"));
    const at = new URL(link).pathname, person = new Client(desk.url);
    const form = await person.form(at, at);
    await person.post(at, { ...form, score: "1", comment: "Too late." });
    const told = await max.next(about(number, "survey is Bad"));
    assert.match(told.text, /Read the answer, and speak with the requester/);
});

test("reopened twice, it goes a tier up", async () => {
    const { number, email, box } = await ask("Again");
    await box.next();
    for (const n of [1, 2]) {
        await say(number, `Try number ${n}.`, { state: "Resolved" });
        const solved = await box.next(about(number, `Try number ${n}.`));
        await mail.submit(email, DESK, replyTo(solved, { from: email, text: `Still wrong (${n}).` }));
        await is(number, "Open");
    }
    await becomes(number, (t) => t.tier === 2, "it to climb");
});

test("a security incident is restricted, the manager hears, and its report has 72 hours", async () => {
    const began = desk.moved;
    const { number } = await ask("A leak", { topic: "Security" });
    await becomes(number, (t) => t.restricted, "it to be restricted");
    assert.equal((await agent("GET", `/tickets/${number}`)).status, 404, "other teams do not see it");
    await max.next(about(number, "topic is Security"));
    const { report } = await ticket(number);
    assert.ok(Math.abs(Date.parse(report.due_at) - (Date.parse("2026-11-23T10:00:00Z") + began + 72 * HOUR)) < 5 * MINUTE, report.due_at);
    assert.equal(report.done_at, null);
    desk.advance(54 * HOUR + MINUTE);
    await ines.next(about(number, "Make the report"));
    desk.advance(18 * HOUR);
    const late = await max.next(about(number, "The report that the plan asks for is late."));
    assert.match(late.text, /See to it that the report is made now/);
    const page = new Client(desk.url);
    await page.signIn(PEOPLE.manager.email);
    assert.match((await page.get(`/t/${number}`)).text, /due-late[^]*Report/);
    const form = await page.form(`/t/${number}`, `/t/${number}/report`);
    assert.equal((await page.post(`/t/${number}/report`, { ...form, note: "" })).status, 422);
    assert.equal((await page.post(`/t/${number}/report`, { ...form, note: "To the authority, by its form." })).status, 303);
    assert.ok((await ticket(number)).report.done_at);
    assert.equal((await page.post(`/t/${number}/report`, { ...form, note: "Twice." })).status, 409);
});

test("a complaint has its own ticket and time, and goes to whom the plan names", async () => {
    const rosa = new Client(desk.url);
    await rosa.signIn(PEOPLE.requester.email);
    const { body } = await agent("POST", "/tickets", { subject: "Badly done", body: "Please.", topic: "Printing", impact: "One person",
        urgency: "Can wait", requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } });
    assert.match((await rosa.get(`/r/${body.number}`)).text, /\/complain"/);
    const form = await rosa.form(`/r/${body.number}/complain`, `/r/${body.number}/complain`);
    assert.equal((await rosa.post(`/r/${body.number}/complain`, { ...form, body: " " })).status, 422);
    const sent = await rosa.post(`/r/${body.number}/complain`, { ...form, body: "Nobody called back." });
    assert.equal(sent.status, 303);
    const number = Number(/\d+$/.exec(sent.location)[0]);
    assert.equal((await rosa.post(`/r/${body.number}/complain`, { ...form, body: "Once more." })).status, 409);
    const director = await mail.mailbox("director@staff.example");
    await director.next(about(number, "Somebody complains"));
    await max.next(about(number, "Read the complaint and answer it"));
    const made = await ticket(number);
    assert.equal(made.topic, "Complaints");
    assert.ok(made.complaint.due_at);
    assert.deepEqual(made.relations, [{ kind: "about", number: body.number }]);
    assert.match((await rosa.get(`/r/${number}`)).text, /We answer your complaint by/);
    desk.advance(6 * DAY);
    await max.next(about(number, "Answer the complaint now"));
    await say(number, "We are very sorry.");
    assert.ok((await ticket(number)).complaint.done_at);
});

test("a partner answers beside the public conversation, never in it", async () => {
    const { number, email, box } = await ask("Broken hinge");
    await box.next();
    const page = new Client(desk.url);
    await page.signIn(PEOPLE.agent.email);
    await say(number, "We send it to the workshop.");
    const mine = await box.next(about(number, "workshop"));
    const form = await page.form(`/t/${number}/partner`, `/t/${number}/partner`);
    const wrong = await page.post(`/t/${number}/partner`, { ...form, address: email, body: "No.", within: "24" });
    assert.equal(wrong.status, 422, "the requester is no partner");
    const sent = await page.post(`/t/${number}/partner`, { ...form, address: "repair@depot.example", name: "Depot", team: "Depot",
        subject: "Hinge", body: "How long does a hinge take?", within: "24", hand_over: "1" });
    assert.equal(sent.status, 303, sent.text);
    await is(number, "Waiting on vendor");
    const depot = await mail.mailbox("repair@depot.example");
    const asked = await depot.next((m) => /hinge take/.test(m.text));
    assert.doesNotMatch(asked.raw.toString(), /Broken hinge|About Broken/, "nothing else of the ticket leaves");
    assert.ok((await box.all()).every((m) => !/hinge take/.test(m.text)), "the requester gets nothing");
    await mail.submit("boss@depot.example", DESK, replyTo(asked, { from: "boss@depot.example", text: "Three days." }));
    await gil.next(about(number, "answered in a side conversation"));
    await is(number, "Open");
    const rosaSees = (await rows(desk.data, "SELECT kind, side FROM message WHERE ticket = ? ORDER BY id", number)).map((m) => m.kind);
    assert.deepEqual(rosaSees, [1, 2, 6, 7]);
    assert.match((await page.get(`/t/${number}/side/${/\d+$/.exec(sent.location)[0]}`)).text, /Three days\./);
    assert.doesNotMatch((await page.get(`/t/${number}`)).text, /Three days\./);
    // A2: an answer that names both conversations, and a guess without our code
    const both = replyTo(asked, { from: "repair@depot.example", text: "Second answer.", headers: { References: `${mine.messageId} ${asked.messageId}` } });
    await mail.submit("repair@depot.example", DESK, both);
    await eventually(async () => await value(desk.data, "SELECT kind FROM message WHERE text LIKE 'Second answer.%'") === 7, "it to land beside");
    const forged = replyTo({ ...asked, messageId: asked.messageId.replace(/\.[0-9a-f]{24}@/, ".000000000000000000000000@"), references: [] },
        { from: "eve@elsewhere.example", text: "Forged." });
    await mail.submit("eve@elsewhere.example", DESK, forged);
    await eventually(async () => await value(desk.data, "SELECT count(*) FROM message WHERE text LIKE 'Forged.%' AND ticket <> ?", number) === 1, "the forgery to be a ticket of its own");
});

test("a partner who is late is noticed", async () => {
    const { number } = await ask("Late partner");
    const page = new Client(desk.url);
    await page.signIn(PEOPLE.agent.email);
    await say(number, "We ask the vendor.");
    const form = await page.form(`/t/${number}/partner`, `/t/${number}/partner`);
    await page.post(`/t/${number}/partner`, { ...form, address: "slow@depot.example", body: "And?", within: "4" });
    desk.advance(4 * HOUR + MINUTE);
    await gil.next(about(number, "A partner has not answered"));
    assert.match((await page.get(`/t/${number}`)).text, /due-late[^]*Their answer/);
});

test("three who report the same become one problem; solving it answers all", async () => {
    const all = [];
    for (const subject of ["No wifi in room 1", "The wifi is down", "wifi not working"])
        all.push(await ask(subject, { topic: "Network" }));
    await becomes(all[2].number, (t) => t.relations.length === 1, "a problem to be opened");
    const [{ kind, number: problem }] = (await ticket(all[0].number)).relations;
    assert.equal(kind, "problem");
    assert.equal((await ticket(problem)).relations.length, 3);
    const fourth = await ask("wifi gone", { topic: "Network" });
    await becomes(fourth.number, (t) => t.relations.length === 1, "the fourth to join");
    await say(problem, "A switch had failed; it is new.", { state: "Resolved" });
    for (const one of [...all, fourth]) {
        await is(one.number, "Resolved");
        await one.box.next(about(one.number, "A switch had failed"));
    }
});

test("a rule answers with its own words, in the thread, marked as automatic", async () => {
    const { number, box } = await ask("A greeting please");
    const first = await box.next((m) => m.header("auto-submitted"));
    const words = await box.next((m) => /We are on our way\./.test(m.text));
    assert.equal(words.header("auto-submitted"), "auto-replied");
    assert.ok(words.references.includes(first.messageId));
    assert.equal((await ticket(number)).messages.at(-1).kind, "automatic");
});

test("tickets go to whoever has the fewest", async () => {
    const first = await ask("turn one"), second = await ask("turn two");
    for (const one of [first, second])
        await becomes(one.number, (t) => t.assignee, "somebody to have it");
    const counts = await rows(desk.data, "SELECT assignee, count(*) n FROM ticket WHERE phase < 4 AND assignee IS NOT NULL GROUP BY assignee");
    const otto = await ticket(first.number);
    assert.equal(otto.assignee.email, "otto.agent@staff.example", JSON.stringify(counts));
});

test("a webhook is signed, tried again, and never reaches inside", async () => {
    const { number } = await ask("hook me");
    await eventually(() => calls.length === 1, "the first call");
    desk.advance(MINUTE);
    await eventually(() => calls.length === 2, "the second call");
    const { out } = await desk.command("webhook secret", ["--data", desk.data]);
    for (const { headers, method, url, body } of calls) {
        const [, t, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["kindesk-signature"]);
        assert.equal(mac, createHmac("sha256", Buffer.from(out.trim(), "hex")).update(`${t}.${body}`).digest("hex"));
        assert.equal(`${method} ${url}`, "POST /hook");
        assert.equal(headers["content-type"], "application/json");
        const said = JSON.parse(body);
        assert.equal(said.ticket.number, number);
        assert.match(said.rule.then, /call webhook/);
    }
    answer = 302;
    const redirected = await ask("hook again");
    const failed = (n, why) => eventually(async () => (await rows(desk.data, "SELECT data FROM event WHERE ticket = ? AND kind = 'hook-failed'", n))
        .some((e) => why.test(e.data)), `the call of ${n} to fail: ${why}`);
    await failed(redirected.number, /302/);
    const inside = await ask("inside");
    await failed(inside.number, /public internet/);
});

test("everything that happened is derivable from the events", async () => {
    await desk.stop();
    await desk.check();
});
