// SPDX-License-Identifier: Apache-2.0
// "Why this priority, this team, this time?": the staff sees it all, on the page, by command
// and by the API; the requester in short, without what stays inside.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { end, temporaryDirectory, top } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { person, PHONE, DESKTOP } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { signIn } from "./support/steps.mjs";

let desk, api, theirs, number;

before(async () => {
    const plan = path.join(temporaryDirectory("plans"), "plan.md");
    const text = readFileSync(path.join(top, "test/support/plan.md"), "utf8")
        .replace("| Mon-Sun | 00:00 | 24:00 |", "| Mon-Fri | 08:00 | 16:00 |\n\nClosed:\n\n- 2026-11-24: Founders' Day")
        .replace(/(\| (?:High|Normal)  .*)\| always \|/g, "$1| business |");
    writeFileSync(plan, `${text}\n## Escalation (internal)\n\n| When | Then |\n|-|-|\n| created | set priority High |\n`);
    desk = await Desk.make({ plan, now: "2026-11-23T14:00:00Z" }); // Monday, 15:00 in Madrid
    api = await desk.api(PEOPLE.agent.email);
    theirs = await desk.api(PEOPLE.requester.email);
    const { body } = await theirs("POST", "/tickets", { subject: "The printer is on fire", body: "Help.", topic: "Printing", impact: "One person",
        urgency: "Can wait" });
    number = body.number;
    await desk.stop();
    await desk.serve();
    api = await desk.api(PEOPLE.agent.email);
    theirs = await desk.api(PEOPLE.requester.email);
    assert.equal((await api("PATCH", `/tickets/${number}`, { state: "Open" })).status, 200);
    assert.equal((await api("PATCH", `/tickets/${number}`, { state: "Waiting on user" })).status, 200);
    assert.equal((await api("PATCH", `/tickets/${number}`, { state: "Open", priority: "High", reason: "SECRET: the boss asked" })).status, 200);
    await desk.stop();
    desk.env.KINDESK_NOW = "2026-11-26T09:00:00Z"; // Thursday, 10:00
    await desk.serve();
    api = await desk.api(PEOPLE.agent.email);
    theirs = await desk.api(PEOPLE.requester.email);
});
after(end);

test("the API says what was decided, by which line, and when the clock ran", async () => {
    const { status, body } = await api("GET", `/tickets/${number}/why`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.priority.value, "High");
    assert.match(body.priority.reason ?? body.priority.why.text, /./);
    assert.ok(body.decisions.length >= 3);
    assert.ok(body.decisions.some((d) => d.reason === "SECRET: the boss asked" || /created/.test(d.why?.text ?? "")), JSON.stringify(body.decisions));
    assert.ok(body.segments.some((s) => s.clock === "closed" && /Founders' Day/.test(s.why.text)), JSON.stringify(body.segments));
    assert.ok(body.segments.some((s) => s.clock === "counts" && s.why.line > 0));
    for (let i = 1; i < body.segments.length; i++)
        assert.equal(body.segments[i].from, body.segments[i - 1].to, "no hole in the timeline");
    const solution = body.clocks.find((c) => c.name === "Solution");
    assert.ok(solution.elapsed_ms > 0 && solution.why.line > 0 && /open hours/.test(solution.why.text), JSON.stringify(solution));
});

test("requesters are told in short, without reasons and internal rules", async () => {
    const { status, body } = await theirs("GET", `/tickets/${number}/why`);
    assert.equal(status, 200);
    assert.deepEqual(body.decisions, []);
    assert.doesNotMatch(JSON.stringify(body), /SECRET|set priority/);
    assert.ok(body.segments.every((s) => s.state !== "Open"), "states by the words for requesters");
    const other = await desk.api(PEOPLE.otherRequester.email);
    assert.equal((await other("GET", `/tickets/${number}/why`)).status, 404);
    const who = await person(desk.url, { phone: true, script: false });
    await signIn(who.page, PEOPLE.requester.email);
    await who.page.goto(`/r/${number}`);
    const text = await who.page.content();
    assert.doesNotMatch(text, /SECRET|set priority|boss/);
    assert.match(text, /Why this time\?[^]*“High” promises it within/);
    assert.match(text, /decided it\./);
    await who.done();
});

test("the command says the same", async () => {
    const { out } = await desk.command("plan explain", ["--data", desk.data, String(number)]);
    assert.match(out, /^Ticket \d+: The printer is on fire/);
    assert.match(out, /Priority High/);
    assert.match(out, /Promises[^]*Solution: “High” promises it within[^]*\(plan, line \d+\)/);
    assert.match(out, /Timeline[^]*closed {2}[^]*Founders' Day/);
    assert.match(out, /Decisions[^]*SECRET: the boss asked/);
    assert.equal((await desk.tryCommand("plan explain", ["--data", desk.data, "99999"])).code, 66);
    assert.equal((await desk.tryCommand("plan explain", ["--data", desk.data, "x"])).code, 64);
});

for (const dark of [false, true])
    test(`the page, ${dark ? "dark" : "light"}: from the ticket, without script, no findings`, async () => {
        const who = await person(desk.url, { dark, script: !dark });
        await signIn(who.page, PEOPLE.agent.email);
        await who.page.goto(`/t/${number}`);
        await who.page.setViewportSize(DESKTOP);
        await who.page.locator(".why-link a").click();
        await who.page.waitForURL(/\/why$/);
        assert.ok(await who.page.locator(".why-bar rect").count() > 3);
        const link = await who.page.locator(".why-page table a[href^='/plan#line-']").first().getAttribute("href");
        const faults = [];
        for (const size of dark ? [] : [PHONE, DESKTOP]) {
            await who.page.setViewportSize(size);
            faults.push(...await findings(who.page));
            const wide = await overflow(who.page);
            if (wide)
                faults.push(wide);
        }
        assert.deepEqual(faults, []);
        await who.page.goto(link);
        assert.equal(await who.page.locator(link.slice(5)).count(), 1, "the line's chapter is there");
        await who.done();
    });

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
