// SPDX-License-Identifier: Apache-2.0
// The plan is changed by several people in their browsers, tried on the past, approved, adopted.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { end, eventually, temporaryDirectory } from "./support/run.mjs";
import { Desk, PEOPLE, PLAN } from "./support/desk.mjs";
import { person, PHONE } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { Client } from "./support/client.mjs";
import { signIn } from "./support/steps.mjs";
import { rows, value } from "./support/sql.mjs";

const second = { email: "mia@desk.example", name: "Mia Second", role: "manager" };
let desk, directory;

before(async () => {
    desk = await Desk.make({ people: { ...PEOPLE, second } });
    directory = temporaryDirectory("plans");
});
after(end);

async function at(email, more = {}) {
    const who = await person(desk.url, more);
    await signIn(who.page, email);
    return who;
}

const plan = () => value(desk.data, "SELECT text FROM plan ORDER BY revision DESC LIMIT 1");
const saved = (page) => page.waitForFunction(() => {
    const text = document.querySelector("#text").value;
    return document.querySelector("[data-plan-form]").editor.sent === text &&
        document.querySelector("[data-saved]").textContent === "Draft saved";
});

// As the console puts a plan into force between tests.
async function adopt(text, ...more) {
    const file = path.join(directory, "plan.md");
    writeFileSync(file, text);
    return desk.tryCommand("plan adopt", [file, "--data", desk.data, "--summary", "by the console", ...more]);
}

async function open(subject, topic = "Printing") {
    const agent = await desk.api(PEOPLE.agent.email);
    const { status, body, text } = await agent("POST", "/tickets", { subject, body: "It began today.", topic,
        impact: "One person", urgency: "Can wait", requester: { email: PEOPLE.requester.email } });
    assert.equal(status, 201, text);
    return body;
}

// No sideways scrolling and no finding, on a telephone and a desk.
async function sound(page) {
    const size = page.viewportSize();
    for (const one of [size, PHONE]) {
        await page.setViewportSize(one);
        assert.equal(await overflow(page), "", `${page.url()} at ${one.width}`);
        assert.deepEqual(await findings(page), [], `${page.url()} at ${one.width}`);
    }
    await page.setViewportSize(size);
}

test("a mistake stands at its line in a sentence as one types, and leads there", async () => {
    const who = await at(PEOPLE.manager.email);
    const { page } = who;
    await page.goto("/plan");
    await page.getByRole("link", { name: "Change the plan" }).click();
    const text = page.locator("#text");
    const before = await text.inputValue();
    assert.equal(before, await plan());
    await text.fill(before.replace("| 15 min ", "| a bit "));
    await saved(page);
    const line = before.slice(0, before.indexOf("| 15 min ")).split("\n").length;
    assert.match(await page.locator("#problems-h").textContent(), /One mistake|mistakes/);
    const problem = page.locator(`.problem[data-line="${line}"]`).first();
    assert.match(await problem.locator(".problem-text").textContent(), /^[A-Z"“].*a bit.*\.$/);
    assert.match(await page.locator(`.plan-mark[data-line="${line}"]`).textContent(), /a bit/);
    assert.equal(await page.locator(`.plan-lines > :nth-child(${line})`).getAttribute("class"), "is-bad");
    await page.evaluate(() => document.querySelector("#text").setSelectionRange(0, 0));
    await problem.locator("a").click();
    assert.equal(await text.evaluate((t) => t.value.slice(0, t.selectionStart).split("\n").length), line);
    await sound(page);
    await text.fill(before.replace("| 15 min ", "| 10 min "));
    await saved(page);
    assert.equal((await page.locator("#problems-h").textContent()).trim(), "This can be adopted");
    assert.match(await page.locator(".preview-body").textContent(), /10 min/);
    await who.done();
    // on another device it goes on where it was left
    const other = await at(PEOPLE.manager.email, { phone: true });
    await other.page.goto("/plan/edit");
    assert.match(await other.page.locator("#text").inputValue(), /\| 10 min /);
    await other.done();
});

test("two managers at once: the second is told, sees what differs, and nothing is lost", async () => {
    const one = await at(PEOPLE.manager.email), two = await at(second.email, { allow: [/409 POST/] });
    await one.page.goto("/plan/edit");
    await two.page.goto("/plan/edit");
    const text = await one.page.locator("#text").inputValue();
    await one.page.locator("#text").fill(text.replace("Nobody can work", "The house stands still"));
    await saved(one.page);
    await two.page.locator("#text").fill(text.replace("Several people affected", "A whole corridor"));
    await two.page.waitForFunction(() => /Somebody else changed/.test(document.querySelector("[data-saved]").textContent));
    await two.page.getByRole("button", { name: "Save and check" }).click();
    await two.page.waitForSelector(".plan-conflict");
    assert.match(await two.page.locator(".plan-conflict h2").textContent(), /Max Manager changed the draft meanwhile/);
    assert.match(await two.page.locator(".plan-conflict").textContent(), /The house stands still/);
    assert.match(await two.page.locator("#text").inputValue(), /A whole corridor/);
    assert.match(await value(desk.data, "SELECT text FROM plan_draft"), /The house stands still/);
    await sound(two.page);
    // takes over what the other wrote, and saves knowingly
    const mine = await two.page.locator("#text").inputValue();
    await two.page.locator("#text").fill(mine.replace("Nobody can work", "The house stands still"));
    await two.page.getByRole("button", { name: "Save and check" }).click();
    await two.page.waitForURL("**/plan/edit");
    const draft = await value(desk.data, "SELECT text FROM plan_draft");
    assert.match(draft, /The house stands still/);
    assert.match(draft, /A whole corridor/);
    await one.done();
    await two.done();
});

test("compared, tried on the past, proposed, approved by another, adopted; and back again", async () => {
    const late = await open("Late already");
    const agent = await desk.api(PEOPLE.agent.email);
    await open("Wifi in room 3", "Network");
    const first = await plan();
    const strict = first.replace("| Owner     | Max Manager      |", "| Owner     | Max Manager      |\n| Approval  | by another person |");
    const one = await at(PEOPLE.manager.email);
    const { page } = one;
    await page.goto("/plan/edit");
    await page.locator("#text").fill(strict.replace("| Network        | incident | Network    |", "| Network        | incident | Front Desk |"));
    await saved(page);
    await page.getByRole("link", { name: "Compare and adopt" }).click();
    assert.match(await page.locator(".compare-come").allTextContents().then((t) => t.join()), /by another person/);
    assert.match(await page.locator(".compare-gone").allTextContents().then((t) => t.join()), /incident \| Network/);
    await sound(page);
    await page.fill("#days", "30");
    await page.getByRole("button", { name: "Try it" }).click();
    await page.waitForURL("**/plan/replay/*");
    await eventually(async () => (await page.locator(".replay-table").count()) > 0 || (await page.reload(), false), "the replay");
    assert.match(await page.locator(".lead").textContent(), /Of 2 tickets of the last 30 days, 1 would have gone otherwise/);
    assert.match(await page.locator("#listed").textContent(), /Wifi in room 3.*Network → Front Desk/s);
    await sound(page);
    // this change needs no approval yet: the plan in force does not ask for it
    await page.goto("/plan/draft");
    assert.match(await page.locator("#replay-h + p").textContent(), /Of 2 tickets/);
    await page.fill("#summary", "Network questions go to the Front Desk; changes need two");
    await page.getByRole("button", { name: "Adopt as the next revision" }).click();
    await page.waitForURL("**/plan/revisions");
    assert.match(await page.locator(".revisions > li").first().textContent(), /Revision 2.*in force.*Max Manager.*go to the Front Desk.*Topics/s);
    await sound(page);

    // from here on another person must approve
    await page.goto("/plan/edit");
    const now = await page.locator("#text").inputValue();
    await page.locator("#text").fill(now.replace("| 4 h            | 1 day        |", "| 2 h            | 1 day        |"));
    await saved(page);
    await page.goto("/plan/draft");
    assert.equal(await page.locator(".compare-come mark").textContent(), "2");
    assert.equal(await page.getByRole("button", { name: "Adopt as the next revision" }).count(), 0);
    await page.fill("#summary", "We answer twice as fast");
    await page.getByRole("button", { name: "Propose it to the others" }).click();
    await page.waitForSelector("text=Proposed by Max Manager");
    assert.equal(await page.getByRole("button", { name: "Approve the draft" }).count(), 0);
    const two = await at(second.email);
    await two.page.getByRole("link", { name: /Plan.*draft waits for you/ }).click();
    await two.page.getByRole("button", { name: "Approve the draft" }).click();
    await two.page.waitForSelector("text=approved by Mia Second");
    await sound(two.page);
    await two.page.getByRole("button", { name: "Adopt as the next revision" }).click();
    await two.page.waitForURL("**/plan/revisions");
    assert.match(await two.page.locator(".revisions > li").first().textContent(), /Revision 3.*approved by Mia Second.*twice as fast/s);
    const ticket = await open("Under the new promise");
    const due = (t) => Date.parse(t.first_response.due_at) - Date.parse(t.created_at);
    assert.equal(due(ticket), 2 * 3600e3);
    const kept = await agent("GET", `/tickets/${late.number}`);
    assert.equal(due(kept.body), 4 * 3600e3, "a promise that was made is kept");

    // back to revision 2, as a new one
    await two.page.goto("/plan/revisions/2");
    await sound(two.page);
    await two.page.getByRole("button", { name: "Make it the draft" }).click();
    await two.page.waitForURL("**/plan/draft");
    assert.equal(await two.page.locator("#summary").inputValue(), "Back to revision 2");
    await two.page.getByRole("button", { name: "Propose it to the others" }).click();
    await page.goto("/plan/draft");
    await page.getByRole("button", { name: "Approve the draft" }).click();
    await page.getByRole("button", { name: "Adopt as the next revision" }).click();
    await page.waitForURL("**/plan/revisions");
    assert.equal(await value(desk.data, "SELECT text FROM plan WHERE number = 4"), await value(desk.data, "SELECT text FROM plan WHERE number = 2"));
    // an agent reads all of it and may change nothing
    const reader = await at(PEOPLE.agent.email);
    await reader.page.goto("/plan/revisions/3");
    assert.match(await reader.page.locator(".compare-come").textContent(), /2 h/);
    assert.equal(await reader.page.locator("main form[method=post]").count(), 0);
    assert.equal((await reader.page.goto("/plan/edit")).status(), 403);
    for (const who of [one, two, reader])
        await who.done();
});

test("a holiday added by a form, without script, changes what the next ticket is promised", async () => {
    const business = readFileSync(PLAN, "utf8").replace("| 4 h            | 1 day        | 3 days         | always |",
        "| 1 h            | 1 day        | 3 days         | business |");
    assert.equal((await adopt(business, "--approved-by", second.email)).code, 0);
    const before = await open("Before the holiday");
    const due = (t) => Date.parse(t.first_response.due_at) - Date.parse(t.created_at);
    assert.ok(due(before) <= 3600e3);
    const who = await at(PEOPLE.manager.email, { script: false });
    const { page } = who;
    await page.goto("/plan/edit/table?kind=hours");
    await page.fill("#date", "someday");
    await page.getByRole("button", { name: "Add a closed day" }).click();
    assert.match(await page.locator("#date-error").textContent(), /someday/);
    assert.equal(await page.locator("#date").inputValue(), "someday");
    const day = (offset) => new Date(Date.now() + offset * 86400e3).toLocaleDateString("sv", { timeZone: "Europe/Madrid" });
    await page.fill("#date", `${day(0)} to ${day(2)}`);
    await page.fill("#name", "The house rests");
    await page.getByRole("button", { name: "Add a closed day" }).click();
    assert.match(await page.locator(".plan-items").textContent(), /The house rests/);
    const draft = await value(desk.data, "SELECT text FROM plan_draft");
    assert.match(draft, /- .*The house rests\n/);
    assert.equal(draft.replace(/\n+(Closed:\n\n)?- .*The house rests\n/, "\n"), business, "nothing else was touched");
    await page.goto("/plan/draft");
    await page.fill("#summary", "Closed for three days");
    await page.getByRole("button", { name: "Adopt as the next revision" }).click();
    await page.waitForURL("**/plan/revisions");
    const after = await open("In the holiday");
    assert.ok(due(after) > 24 * 3600e3, `${due(after) / 3600e3} h`);
    await who.done();
});

test("forms change a target, add a topic, and put a person into a team", async () => {
    assert.equal((await adopt(readFileSync(PLAN, "utf8"))).code, 0);
    const who = await at(PEOPLE.manager.email);
    const { page } = who;
    await page.goto("/plan/edit");
    await page.getByRole("link", { name: "Priorities and targets" }).click();
    await page.locator("summary", { hasText: "High" }).click();
    await page.locator("details[open]").getByLabel("First response").fill("45 min");
    await sound(page);
    await page.getByRole("button", { name: "Save the row" }).click();
    await page.waitForSelector("text=45 min");
    await page.goto("/plan/edit/table?kind=topics");
    await page.locator("summary", { hasText: "Add a row" }).click();
    const row = page.locator("details[open]");
    await row.getByLabel("Topic").fill("Keys | doors");
    await row.getByLabel("Kind").fill("service request");
    await row.getByLabel("Team").fill("Nobody at all");
    await row.getByRole("button", { name: "Add the row" }).click();
    await page.waitForSelector("text=Nobody at all");
    assert.match(await page.locator(".summary").textContent(), /The draft has .*mistake.*Nobody at all/s);
    await page.locator("summary", { hasText: "Keys" }).click();
    await page.locator("details[open]").getByLabel("Team").fill("Front Desk");
    await page.getByRole("button", { name: "Save the row" }).click();
    await page.waitForFunction(() => !document.querySelector(".summary"));
    const draft = await value(desk.data, "SELECT text FROM plan_draft");
    assert.match(draft, /\| High +\| .* \| 45 min /);
    assert.match(draft, /\| Keys \\\| doors +\| service request/);
    await page.goto("/plan/edit/table?kind=teams");
    await page.selectOption("#person", { label: "Inés Agente" });
    await page.selectOption("#team", "Front Desk");
    await page.getByRole("button", { name: "Add to the team" }).click();
    await page.waitForSelector("text=It counts from now on");
    assert.equal(await value(desk.data, "SELECT count(*) FROM team_member m JOIN person p ON p.id = m.person WHERE m.team = 'Front Desk' AND p.name = 'Inés Agente'"), 1);
    await sound(page);
    await page.goto("/plan/draft");
    await page.locator("summary", { hasText: "Throw the draft away" }).click();
    await page.getByRole("button", { name: "Throw the draft away" }).click();
    await page.waitForSelector("text=The draft is gone");
    await who.done();
});

test("names that vanish are told before, and their tickets go where the adopter says", async () => {
    const ticket = await open("Wifi on the roof", "Network");
    const renamed = (await plan()).replaceAll("| Network    |", "| Cables     |");
    const file = path.join(directory, "renamed.md");
    writeFileSync(file, renamed);
    const refused = await desk.tryCommand("plan adopt", [file, "--data", desk.data, "--summary", "names"]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, /no team “Network”/);
    const who = await at(PEOPLE.manager.email);
    const { page } = who;
    await page.goto("/plan/edit");
    await page.locator("#text").fill(renamed);
    await saved(page);
    await page.goto("/plan/draft");
    assert.match(await page.locator(".plan-moves").textContent(), /team Network \d+ tickets?, 1 person/);
    assert.equal(await page.locator("#move_0").inputValue(), "Cables");
    await sound(page);
    await page.fill("#summary", "Network is called Cables");
    await page.getByRole("button", { name: "Adopt as the next revision" }).click();
    await page.waitForURL("**/plan/revisions");
    await eventually(async () => (await value(desk.data, "SELECT team FROM ticket WHERE id = ?", ticket.number)) === "Cables", "the ticket's team");
    assert.equal(await value(desk.data, "SELECT count(*) FROM team_member WHERE team = 'Cables'"), 1);
    await page.goto(`/t/${ticket.number}`);
    assert.match(await page.content(), /put the ticket under a new revision of the plan/);
    assert.equal((await desk.command("check", ["--data", desk.data])).code, 0);
    await who.done();
});

test("the console tries a plan on the past", async () => {
    const file = path.join(directory, "tried.md");
    writeFileSync(file, (await plan()).replaceAll("| 4 h            |", "| 5 h            |"));
    const { out } = await desk.command("plan replay", [file, "--data", desk.data, "--days", "90"]);
    assert.match(out, /^\d+ tickets of the last 90 days; [1-9]\d* would have gone otherwise/);
    assert.match(out, /promised an answer at another time\s+[1-9]/);
    assert.match(out, /\n {2}\d+ .*promise: \S+Z -> \S+Z/);
    const short = await desk.command("plan replay", [file, "--data", desk.data, "--days", "90", "--list", "0"]);
    assert.doesNotMatch(short.out, /The newest that differ/);
    const broken = path.join(directory, "broken.md");
    writeFileSync(broken, "# Help Desk Plan: A\n\n## Hours\n\n| Days | Open | Close |\n|---|---|---|\n| Mon | dawn | dusk |\n");
    assert.notEqual((await desk.tryCommand("plan replay", [broken, "--data", desk.data])).code, 0);
});

// Mutations of what makes browsers run code, in every place of a plan where text may stand.
const SEEDS = ["<script>window.hurt=1</script>", "<img src=x onerror=window.hurt=1>", "[a](javascript:window.hurt=1)",
    "<svg/onload=window.hurt=1>", "<a href=\"data:text/html,<script>1</script>\">a</a>", "![x](x\" onerror=\"window.hurt=1)",
    "<iframe srcdoc=\"<script>parent.hurt=1</script>\"></iframe>", "</textarea><script>window.hurt=1</script>", "<style>*{display:none}</style>",
    "<form action=/sign-out method=post><button>x</button></form>", "<base href=//evil.example>", "<math><mtext><style><img src onerror=window.hurt=1></style></mtext></math>"];
const MUTATIONS = [(s) => s, (s) => s.toUpperCase(), (s) => s.replace(/ /g, "\t"), (s) => s.replace(/</g, "<\n"), (s) => `\`${s}`, (s) => `> ${s}`,
    (s) => s.replace("javascript:", "java&#x09;script:"), (s) => s.replaceAll("<", "&lt;"), (s) => `<div>\n\n${s}\n\n</div>`, (s) => `**${s}**`];

test("a hostile plan runs no code in its preview, its differences or its history", async () => {
    const who = await at(PEOPLE.manager.email, { allow: [/CSP/, /favicon/] });
    const { page } = who;
    const hostile = SEEDS.flatMap((seed) => MUTATIONS.map((mutate) => mutate(seed)));
    const text = `# Help Desk Plan: ${SEEDS[0]}\n\n## ${SEEDS[1]}\n\n${hostile.join("\n\n")}\n\n## Teams\n\n| Team | Tier | Role |\n|---|---|---|\n` +
        hostile.map((h) => `| ${h.replace(/[\n|]/g, " ")} | 1 | x |\n`).join("");
    await page.goto("/plan/edit");
    await page.locator("#text").fill(text);
    await saved(page);
    for (const at of ["/plan/edit", "/plan/draft", "/plan/edit/table?kind=teams"]) {
        await page.goto(at);
        const found = await page.evaluate(() => ({ hurt: window.hurt, bad: [...document.querySelectorAll("main *")].filter((e) =>
            ["SCRIPT", "IFRAME", "STYLE", "BASE", "OBJECT", "MATH"].includes(e.tagName.toUpperCase()) ||
            [...e.attributes].some((a) => /^on/i.test(a.name) || a.name === "style" && !e.matches(".plan-mark") ||
                (/^(href|src|action|formaction)$/i.test(a.name) && /^\s*(javascript|data|vbscript):/i.test(a.value)))).map((e) => e.outerHTML.slice(0, 80)),
        forms: [...document.querySelectorAll(".preview-body form, .compare form")].length }));
        assert.deepEqual(found, { hurt: undefined, bad: [], forms: 0 }, at);
    }
    await who.done();
    const client = new Client(desk.url);
    await client.signIn(PEOPLE.manager.email);
    const version = await value(desk.data, "SELECT version FROM plan_draft");
    const answer = await client.post("/plan/draft/discard", { csrf: await client.csrf("/plan/draft"), version });
    assert.equal(answer.status, 303);
});

test("a plan at its bound is taken, one over it is refused, and live checks are quick to answer", async () => {
    const client = new Client(desk.url);
    await client.signIn(PEOPLE.manager.email);
    const csrf = await client.csrf("/plan/edit");
    const version = await value(desk.data, "SELECT version FROM plan_draft");
    const head = "# Help Desk Plan: Long\n\n## Scope\n\n";
    const filled = (n) => head + "word ".repeat(n).slice(0, n - head.length);
    const over = await client.post("/plan/edit", { csrf, version, text: filled(512 * 1024 + 1) });
    assert.equal(over.status, 422, over.text.slice(0, 300));
    assert.match(over.text, /at most 512 KB/);
    const began = Date.now();
    const taken = await client.post("/plan/edit", { csrf, version, text: filled(512 * 1024) });
    assert.equal(taken.status, 303);
    assert.ok(Date.now() - began < 15000);
    const next = await value(desk.data, "SELECT version FROM plan_draft");
    assert.equal(next, version + 1);
    assert.equal((await client.post("/plan/draft/discard", { csrf, version: next })).status, 303);
    assert.equal((await rows(desk.data, "SELECT state FROM plan_draft"))[0].state, 0);
});
