// SPDX-License-Identifier: Apache-2.0
// Two desks in one installation: each with its plan, zone, hours, mail address and look; who
// works for one sees nothing of the other.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import path from "node:path";
import { end, eventually, top } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { MailServer } from "./support/mail.mjs";
import { Client, formIn } from "./support/client.mjs";
import { compose } from "./support/message.mjs";
import { lmtp } from "./support/smtp.mjs";
import { rows, value } from "./support/sql.mjs";

const NOW = "2026-11-23T21:00:00Z"; // Monday, 22:00 at the first desk (always open), 16:00 at the second
const YARD = path.join(top, "test/support/second.md");
const SHIPWRIGHT = { email: "yara@desk.example", name: "Yara Yard", role: "agent" };
const BOTH = { email: "bo@desk.example", name: "Bo Both", role: "agent" };
const HARBOURMASTER = { email: "hal@desk.example", name: "Hal Harbour", role: "manager" };
const REQUESTER = PEOPLE.requester.email;
let desk, mail, first, yard, both, box;

function addTo(desks, { email, name, role }) {
    return desk.command("person add", ["--data", desk.data, "--email", email, "--name", name, "--role", role,
        ...desks.flatMap((d) => ["--desk", d]), "--password-stdin"], { input: "correct horse battery staple\n" });
}

before(async () => {
    desk = await Desk.make({ now: NOW, serve: false, env: { KINDESK_UNDO_SEND: "0" },
        mail: (lmtpPort) => MailServer.start({ lmtpPort }) });
    mail = desk.mail;
    const added = await desk.command("desk add", ["yard", "--data", desk.data, "--plan", YARD, "--accent", "#5a2a82", "--url", desk.url]);
    assert.equal(added.out, `yard\tBoat Yard Desk\t${desk.url}/d/yard\n`);
    await addTo(["yard"], SHIPWRIGHT);
    await addTo(["yard"], HARBOURMASTER);
    await addTo(["desk", "yard"], BOTH);
    await desk.serve();
    first = await desk.api(PEOPLE.agent.email);
    yard = await desk.api(SHIPWRIGHT.email);
    both = await desk.api(BOTH.email);
    box = await mail.mailbox(REQUESTER);
});
after(end);

const open = async (api, at, subject, body = "Please look.") => {
    const answer = await api("POST", "/tickets", { desk: at, subject, body, requester: { email: REQUESTER, name: "Rosa Requester" } });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
};

test("the command refuses what cannot be a desk, and lists those that there are", async () => {
    for (const [args, said] of [[["Yard!"], /small letters/], [["yard"], /is called “yard” already/], [["x", "--accent", "#ffee00"], /too light/],
        [["x", "--address", "ftp://x"], /https:\/\/help\.example/], [["x", "--plan", desk.writeFile("bad.md", "# Plan\n\n## Priorities\n\n| Priority |\n|---|\n| High |\n")], /bad\.md:\d+/]]) {
        const answer = await desk.tryCommand("desk add", [...args, "--data", desk.data]);
        assert.notEqual(answer.code, 0, args.join(" "));
        assert.match(answer.err, said);
    }
    const listed = await desk.command("desk list", ["--data", desk.data, "--url", desk.url]);
    assert.deepEqual(listed.out.trim().split("\n").map((line) => line.split("\t")[1]), ["Test House Desk", "Boat Yard Desk"]);
    const api = await both("GET", "/desks");
    assert.deepEqual(api.body.items.map((d) => d.desk), ["desk", "yard"]);
    assert.deepEqual((await yard("GET", "/desks")).body.items.map((d) => d.name), ["Boat Yard Desk"]);
});

test("mail to each address comes to its desk, under its plan, and is answered from there", async () => {
    for (const [to, subject] of [["help@desk.example", "Mail to the house"], ["boats@desk.example", "The mast is bent"]]) {
        const [reply] = await lmtp(desk.lmtpPort, REQUESTER, [to], compose({ from: `Rosa <${REQUESTER}>`, to, subject, text: "Please look at it." }));
        assert.equal(reply.code, 250);
    }
    const [refused] = await lmtp(desk.lmtpPort, REQUESTER, ["moon@desk.example"], compose({ from: `Rosa <${REQUESTER}>`, to: "moon@desk.example", subject: "Moon", text: "?" }));
    assert.equal(refused.code, 550);
    const find = (subject) => eventually(async () => (await both("GET", `/tickets?q=${encodeURIComponent(subject)}`)).body.items[0], subject);
    const house = await find("Mail to the house"), mast = await find("The mast is bent");
    assert.deepEqual([house.desk, house.state, house.priority], ["desk", "New", "Normal"]);
    assert.deepEqual([mast.desk, mast.state, mast.priority, mast.team], ["yard", "Received", "Usual", "Riggers"]);
    // 4 h always; and 4 h from 16:00 in New York: one today, three from 09:00 tomorrow.
    assert.match(house.first_response.due_at, /^2026-11-24T01:0/);
    assert.match(mast.first_response.due_at, /^2026-11-24T17:0/);
    const answers = [await box.next((m) => m.subject.includes("The mast")), await box.next((m) => m.subject.includes("the house"))];
    assert.match(answers[0].raw.toString(), /^From: .*Boat Yard Desk.*<boats@desk\.example>/m);
    assert.match(answers[0].text, /Boat Yard Desk/);
    assert.match(answers[0].html, /background:#5a2a82/);
    assert.doesNotMatch(answers[1].html, /5a2a82/);
    assert.match(answers[1].raw.toString(), /^From: .*Test House Desk.*<help@desk\.example>/m);
    assert.doesNotMatch(answers[1].raw.toString(), /Boat Yard/);
});

test("who works for one desk meets nothing of the other: API, pages, search, counts, streams", async () => {
    const sail = await open(yard, "yard", "Zanzibar sail torn", "A zanzibar sail.");
    const printer = await open(first, "desk", "Zanzibar printer", "A zanzibar printer.");
    assert.equal((await yard("GET", `/tickets/${sail.number}`)).status, 200);
    for (const [api, foreign] of [[first, sail.number], [yard, printer.number]]) {
        assert.equal((await api("GET", `/tickets/${foreign}`)).status, 404);
        assert.equal((await api("GET", `/tickets/${foreign}/events`)).status, 404);
        assert.equal((await api("PATCH", `/tickets/${foreign}`, { state: "Open" })).status, 404);
        assert.equal((await api("POST", `/tickets/${foreign}/messages`, { body: "x", public: false })).status, 404);
        const found = await api("GET", "/tickets?q=zanzibar");
        assert.deepEqual([found.body.total, found.body.items.length], [1, 1]);
        assert.ok(!(await api("GET", "/tickets")).body.items.some((t) => t.number === foreign));
    }
    assert.equal((await both("GET", "/tickets?q=zanzibar")).body.total, 2);
    assert.equal((await both("GET", "/tickets?q=zanzibar&desk=yard")).body.total, 1);
    assert.equal((await first("GET", "/tickets?desk=yard")).status, 422);
    assert.equal((await first("POST", "/tickets", { desk: "yard", subject: "x", body: "y" })).status, 422);

    const client = await new Client(desk.url).signIn(SHIPWRIGHT.email);
    const queue = await client.get("/queue?q=zanzibar");
    assert.match(queue.text, /Zanzibar sail/);
    assert.doesNotMatch(queue.text, /Zanzibar printer|Test House/);
    assert.match(queue.text, /Boat Yard Desk/);
    const csrf = await client.csrf("/profile");
    for (const at of [`/t/${printer.number}`, `/t/${printer.number}/messages`, `/t/${printer.number}/presence`, `/r/${printer.number}`, `/events?ticket=${printer.number}`]) {
        const answer = await client.get(at);
        assert.equal(answer.status, 404, at);
        assert.doesNotMatch(answer.text, /Test House/);
    }
    for (const at of ["take", "change", "reply", "resolve", "reopen", "draft", "presence"])
        assert.equal((await client.post(`/t/${printer.number}/${at}`, { csrf, ...(at === "reply" ? { body: "x", mode: "note" } : {}), ...(at === "draft" ? { body: "x", mode: "note", version: "0" } : {}) })).status, 404, at);
    const mine = await new Client(desk.url).signIn(BOTH.email);
    const whole = await mine.get("/queue?q=zanzibar");
    assert.match(whole.text, /Zanzibar sail/);
    assert.match(whole.text, /Zanzibar printer/);
});

test("a queue's stream tells only of its reader's desks", async () => {
    const client = await new Client(desk.url).signIn(SHIPWRIGHT.email);
    const stop = new AbortController();
    const stream = await fetch(`${desk.url}/events?queue=1`, { headers: { Cookie: client.cookies }, signal: stop.signal });
    let told = "";
    const reading = (async () => {
        for await (const piece of stream.body)
            told += Buffer.from(piece).toString();
    })().catch(() => undefined);
    await eventually(() => told.includes("ready"), "the stream");
    const printer = await open(first, "desk", "Not for the yard");
    const sail = await open(yard, "yard", "For the yard");
    await eventually(() => told.includes(`"ticket":${sail.number}}`), "news of the yard's ticket");
    assert.ok(!told.includes(`"ticket":${printer.number}}`), told);
    stop.abort();
    await reading;
});

test("the ledgers of mail are of one's own desks, also for managers", async () => {
    const client = await new Client(desk.url).signIn(HARBOURMASTER.email);
    const list = await client.get("/mail/in");
    assert.match(list.text, /The mast is bent/);
    assert.doesNotMatch(list.text, /Mail to the house/);
    const [house, mast] = await Promise.all(["Mail to the house", "The mast is bent"].map((s) => value(desk.data, "SELECT id FROM inbox WHERE subject = ?", s)));
    assert.equal((await client.get(`/mail/in/${mast}`)).status, 200);
    assert.equal((await client.get(`/mail/in/${house}`)).status, 404);
    assert.equal((await client.get(`/mail/in/${house}/raw`)).status, 404);
    assert.equal((await client.post(`/mail/in/${house}/retry`, { csrf: await client.csrf("/profile") })).status, 404);
    const out = await rows(desk.data, "SELECT desk, count(*) n FROM outgoing GROUP BY desk ORDER BY desk");
    assert.equal((await client.get("/mail/out")).text.match(/class="row[ "]/g)?.length ?? 0, out.find((o) => o.desk === 2).n);
});

test("the entry of a desk leads to its pages, its form opens its tickets", async () => {
    const visitor = new Client(desk.url);
    assert.match((await visitor.get("/")).text, /Test House Desk/);
    const entry = await visitor.get("/d/yard/new?topic=Sails");
    assert.deepEqual([entry.status, entry.location], [303, "/new?topic=Sails"]);
    const page = await visitor.get(entry.location);
    assert.match(page.text, /Boat Yard Desk/);
    assert.match(page.text, /boat name/i);
    const look = await visitor.get(/href="(\/look\/[^"]+)"/.exec(page.text)[1]);
    assert.match(look.text, /--accent:light-dark\(#5a2a82,#[0-9a-f]{6}\)/);
    assert.match(look.headers.get("cache-control"), /immutable/);
    for (const at of ["/look/ffff00.css", "/look/5a2a82", "/look/5a2a82.css.css", "/look/zzzzzz.css"])
        assert.equal((await visitor.get(at)).status, 404, at);
    const fields = formIn(page.text, "/new");
    assert.equal(fields.desk, "yard");
    // Another tab went elsewhere meanwhile: the form still is the yard's.
    await visitor.get("/d/desk");
    assert.match((await visitor.get("/")).text, /Test House Desk/);
    const sent = await visitor.post("/new", { ...fields, subject: "A new sail", body: "Red, please.", impact: "One boat", urgency: "Later", name: "Vera", email: "vera@people.example" });
    assert.equal(sent.status, 201, sent.text.slice(0, 3000));
    assert.match(sent.text, /Boat Yard Desk/);
    assert.equal(await value(desk.data, "SELECT desk FROM ticket WHERE subject = 'A new sail'"), 2);
    assert.equal((await visitor.get("/d/moon")).status, 404);
    assert.match((await visitor.get("/d/yard/plan")).location, /^\/plan$/);
    assert.match((await visitor.get("/plan")).text, /Boat Yard/);
    assert.equal((await visitor.post("/new", { ...fields, desk: "moon", subject: "x", body: "y" })).status, 422);
});

// fetch() does not let a test choose the Host.
const home = (host, at = "/") => new Promise((done, failed) =>
    http.get(`${desk.url}${at}`, { headers: { Host: host } }, (answer) => {
        let text = "";
        answer.on("data", (piece) => (text += piece)).on("end", () => done({ text, status: answer.statusCode, location: answer.headers.location }));
    }).on("error", failed));

test("an address of its own decides, and is the only one in links; other hosts decide nothing", async () => {
    await desk.command("desk set", ["yard", "--data", desk.data, "--address", "https://boats.example", "--url", desk.url]);
    assert.match((await home("boats.example")).text, /Boat Yard Desk/);
    assert.match((await home("BOATS.example")).text, /Boat Yard Desk/);
    assert.match((await home("evil.example")).text, /Test House Desk/);
    assert.doesNotMatch((await home("evil.example")).text, /evil\.example/);
    assert.equal((await home(new URL(desk.url).host, "/d/yard")).location, "https://boats.example/");
    const sail = await open(yard, "yard", "Link me");
    assert.equal(sail.url, `https://boats.example/t/${sail.number}`);
    const received = await box.next((m) => m.subject.includes("Link me"));
    assert.ok(received.links.every((link) => !link.startsWith(desk.url)), received.links.join("\n"));
    assert.ok(received.links.some((link) => link.startsWith("https://boats.example/l/")));
    await desk.command("desk set", ["yard", "--data", desk.data, "--address", "", "--url", desk.url]);
});

test("staff of one desk who ask another for help see their request as everybody does", async () => {
    const client = await new Client(desk.url).signIn(PEOPLE.agent.email);
    await client.get("/d/yard");
    const fields = formIn((await client.get("/new?topic=Sails")).text, "/new");
    const sent = await client.post("/new", { ...fields, subject: "My own boat", body: "It leans.", impact: "One boat", urgency: "Later" });
    assert.equal(sent.status, 201, sent.text.slice(0, 3000));
    const number = await value(desk.data, "SELECT id FROM ticket WHERE subject = 'My own boat'");
    assert.equal((await yard("POST", `/tickets/${number}/messages`, { body: "He is a bad sailor.", public: false })).status, 201);
    assert.equal((await yard("POST", `/tickets/${number}/messages`, { body: "We come tomorrow.", public: true })).status, 201);
    const own = await client.get(`/r/${number}`);
    assert.equal(own.status, 200, own.text);
    assert.match(own.text, /Boat Yard Desk/);
    assert.match(own.text, /We come tomorrow/);
    assert.doesNotMatch(own.text, /bad sailor/);
    assert.equal((await client.get(`/t/${number}`)).status, 404);
    const note = await value(desk.data, "SELECT id FROM message WHERE ticket = ? AND kind = 3", number);
    assert.equal((await client.get(`/html/${note}`)).status, 404);
    const written = await client.post(`/r/${number}/reply`, { ...formIn(own.text, `/r/${number}/reply`), body: "Thank you!" });
    assert.equal(written.status, 303);
    assert.equal(await value(desk.data, "SELECT kind FROM message WHERE ticket = ? ORDER BY id DESC", number), 1);
});

test("a ticket moves to the other desk, out of sight of the first, and comes back", async () => {
    const wrong = await open(first, "desk", "A sail at the wrong desk");
    const client = await new Client(desk.url).signIn(PEOPLE.agent.email);
    const page = await client.get(`/t/${wrong.number}`);
    assert.match(page.text, /Move to another desk/);
    const fields = formIn(page.text, `/t/${wrong.number}/move`);
    const moved = await client.post(`/t/${wrong.number}/move`, { ...fields, desk: "yard", reason: "It is about sails" });
    assert.deepEqual([moved.status, moved.location], [303, "/queue"]);
    assert.match((await client.get("/queue")).text, new RegExp(`Ticket ${wrong.number} is at Boat Yard Desk now`));
    assert.equal((await client.get(`/t/${wrong.number}`)).status, 404);
    const there = await yard("GET", `/tickets/${wrong.number}`);
    assert.deepEqual([there.body.desk, there.body.state, there.body.priority], ["yard", "Received", "Usual"]);
    const events = await yard("GET", `/tickets/${wrong.number}/events`);
    assert.ok(events.body.items.some((e) => e.kind === "moved"), events.text);
    assert.equal((await yard("PATCH", `/tickets/${wrong.number}`, { desk: "desk", state: "New" })).status, 422);
    assert.equal((await yard("PATCH", `/tickets/${wrong.number}`, { desk: "moon" })).status, 422);
    const back = await yard("PATCH", `/tickets/${wrong.number}`, { desk: "desk", reason: "No, a door" });
    assert.deepEqual([back.status, back.body.desk, back.body.state], [200, "desk", "New"]);
    assert.equal((await yard("GET", `/tickets/${wrong.number}`)).status, 404);
    assert.equal((await first("GET", `/tickets/${wrong.number}`)).status, 200);
});

test("administrators make and change desks in the browser, others do not", async () => {
    const ada = await new Client(desk.url).signIn(PEOPLE.administrator.email);
    const page = await ada.get("/desks");
    assert.match(page.text, /Boat Yard Desk/);
    const fields = formIn(page.text, "/desks");
    for (const [wrong, said] of [[{ slug: "Sheds!" }, /small letters/], [{ slug: "sheds", accent: "#ffee00" }, /too light/],
        [{ slug: "yard" }, /called “yard” already/], [{ slug: "sheds", plan: "# Plan\n\n## Priorities\n\n| Priority |\n|---|\n| High |\n" }, /Line \d+:/]]) {
        const answer = await ada.post("/desks", { ...fields, url: "", accent: "", plan: "", ...wrong });
        assert.ok([409, 422].includes(answer.status), `${answer.status} ${JSON.stringify(wrong)} ${answer.text.slice(0, 3000)}`);
        assert.match(answer.text, said);
    }
    const made = await ada.post("/desks", { ...fields, slug: "sheds", url: "", accent: "#7a1f1f", plan: "# Help Desk Plan: Sheds\n" });
    assert.deepEqual([made.status, made.location], [303, "/desks"]);
    const bo = await value(desk.data, "SELECT id FROM person WHERE email = ?", BOTH.email);
    const csrf = await ada.csrf("/desks");
    const changed = await ada.post("/desks/sheds", { csrf, slug: "huts", url: "", accent: "", person: String(bo) });
    assert.equal(changed.status, 303);
    assert.deepEqual((await both("GET", "/desks")).body.items.map((d) => d.desk), ["desk", "yard", "huts"]);
    assert.deepEqual((await yard("GET", "/desks")).body.items.map((d) => d.desk), ["yard"]);
    const manager = await new Client(desk.url).signIn(PEOPLE.manager.email);
    assert.equal((await manager.get("/desks")).status, 403);
});

test("each desk counts its own revisions", async () => {
    for (const n of [2, 3]) {
        const { out } = await desk.command("plan adopt", [YARD, "--data", desk.data, "--desk", "yard", "--summary", `Again ${n}`]);
        assert.match(out, new RegExp(`Revision ${n} `));
    }
    const { out } = await desk.command("plan adopt", [path.join(top, "test/support/plan.md"), "--data", desk.data, "--summary", "The house"]);
    assert.match(out, /Revision 2 /);
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
