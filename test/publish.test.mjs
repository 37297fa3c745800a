// SPDX-License-Identifier: Apache-2.0
// The published plan: everybody reads it, nobody but the staff its internal parts, as pages,
// documents on paper, a calendar and drawings; whatever the plan's text is.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { end, temporaryDirectory, top } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { person, PHONE, DESKTOP } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { Client } from "./support/client.mjs";
import { signIn } from "./support/steps.mjs";

const NOW = "2026-11-25T09:00:00Z";
const INTERNAL = `
## Escalation (internal)

| When           | Then                          |
|----------------|-------------------------------|
| resolve missed | notify lead, add tag "hushed" |

## Contacts

Everybody may read this.

### Vendors (staff only)

HUSHED vendor prices.
`;
let desk, agent, nobody, dir;

before(async () => {
    dir = temporaryDirectory("plans");
    const plan = path.join(dir, "plan.md");
    writeFileSync(plan, readFileSync(path.join(top, "test/support/plan.md"), "utf8") + INTERNAL);
    desk = await Desk.make({ plan, now: NOW });
    await desk.stop();
    const changed = path.join(dir, "changed.md");
    writeFileSync(changed, readFileSync(plan, "utf8").replace("Everybody may read this.", "Everybody may read this twice.")
        .replace("HUSHED vendor prices.", "HUSHED new prices."));
    await desk.command("plan adopt", ["--data", desk.data, changed, "--summary", "Say it twice"]);
    await desk.serve();
    nobody = new Client(desk.url);
    agent = await new Client(desk.url).signIn(PEOPLE.agent.email);
});
after(end);

const PAGES = ["/plan", "/plan/document", "/plan/sop", "/plan/changes/2"];

for (const dark of [false, true])
    test(`pages of the plan, ${dark ? "dark" : "light"}: no findings, nothing sideways, letters of 12 px`, async () => {
        const who = await person(desk.url, { dark });
        const faults = [];
        for (const at of PAGES)
            for (const size of [PHONE, DESKTOP]) {
                await who.page.setViewportSize(size);
                assert.equal((await who.page.goto(at)).status(), 200, at);
                const wide = await overflow(who.page);
                if (wide)
                    faults.push(`${at} at ${size.width}: ${wide}`);
                faults.push(...(await findings(who.page)).map((f) => `${at} at ${size.width}: ${f}`));
                faults.push(...await who.page.$$eval("svg.chart text", (all) => all.map((e) => ({ px: parseFloat(getComputedStyle(e).fontSize) *
                    e.ownerSVGElement.getBoundingClientRect().width / e.ownerSVGElement.viewBox.baseVal.width, text: e.textContent }))
                    .filter((e) => e.px < 11.9).map((e) => `${e.text}: ${e.px} px`)));
            }
        assert.deepEqual(faults, []);
        await who.done();
    });

test("the flowchart is drawn, has a name, and stands there in words, also without script", async () => {
    const who = await person(desk.url, { script: false, phone: true });
    await who.page.goto("/plan");
    const charts = await who.page.$$eval("#flowchart figure", (all) => all.map((e) => ({ title: e.querySelector("h3").textContent,
        drawn: e.querySelector("svg > title")?.textContent, boxes: e.querySelectorAll("svg g").length, arrows: e.querySelectorAll("svg .chart-line").length,
        width: e.querySelector("svg")?.getBoundingClientRect().width, words: e.querySelector(".chart-words .prose").textContent })));
    assert.ok(charts.length >= 3, JSON.stringify(charts));
    for (const chart of charts) {
        assert.equal(chart.drawn, chart.title);
        assert.ok(chart.boxes > 1 && chart.arrows > 0 && chart.words.length > 20, JSON.stringify(chart));
    }
    const states = charts.find((c) => /state to state/.test(c.title));
    assert.match(states.words, /Waiting on user: We need an answer from you. The clock stops. Next: Open or Resolved/);
    assert.ok(states.boxes >= 7 && states.arrows >= 10);
    assert.ok(charts.every((c) => c.width <= 328), JSON.stringify(charts.map((c) => c.width)));
    await who.done();
});

test("boxes of a chart do not overlap, and their words stay inside", async () => {
    const who = await person(desk.url);
    await who.page.goto("/plan");
    const faults = await who.page.$$eval("svg.chart", (all) => all.flatMap((svg) => {
        const groups = [...svg.querySelectorAll("g")].map((g) => ({ name: g.textContent, box: (g.querySelector("rect") ?? g).getBoundingClientRect(),
            rect: g.querySelector("rect"), texts: [...g.querySelectorAll("text")].map((t) => t.getBoundingClientRect()) }));
        const out = [];
        groups.forEach((a, i) => groups.slice(i + 1).forEach((b) => {
            if (a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 1 && b.box.top < a.box.bottom - 1)
                out.push(`${a.name} and ${b.name}`);
        }));
        for (const g of groups.filter((g) => g.rect))
            if (g.texts.some((t) => t.left < g.box.left || t.right > g.box.right || t.top < g.box.top - 1 || t.bottom > g.box.bottom + 1))
                out.push(`${g.name} leaves its box`);
        return out;
    }));
    assert.deepEqual(faults, []);
    await who.done();
});

test("what is internal stays with the staff, on every page, by whatever address", async () => {
    const requester = await new Client(desk.url).signIn(PEOPLE.requester.email);
    const api = await desk.api(PEOPLE.requester.email);
    const paths = [...PAGES, "/plan/hours.ics", "/plan?for=staff", "/plan?internal=1", "/plan/changes/1", "/", "/new", "/new?topic=Printing"];
    for (const who of [nobody, requester])
        for (const at of paths) {
            const { status, text } = await who.get(at);
            assert.equal(status, 200, at);
            assert.doesNotMatch(text, /HUSHED|hushed|resolve missed|staff only|Escalation \(internal\)|notify lead/, at);
        }
    const { body } = await api("GET", "/tickets");
    assert.ok(body.items);
    for (const at of ["/plan", "/plan/document", "/plan/sop"]) {
        const { text } = await agent.get(at);
        assert.match(text, /HUSHED new prices/, at);
        assert.match(text, /notify lead/, at);
        assert.match(text, /Gil Agent/, `${at}: who works where`);
    }
    assert.match((await agent.get("/plan/changes/2")).text, /HUSHED vendor prices[^]*HUSHED new prices/);
    const { text } = await agent.get("/plan?for=everybody");
    assert.doesNotMatch(text, /HUSHED|hushed|Gil Agent<\/td>/);
    assert.match((await nobody.get("/plan/changes/2")).text, /Everybody may read this\.[^]*Everybody may read this twice\./);
});

test("a part that became internal is not told by older revisions either", async () => {
    const now = path.join(dir, "inside.md");
    const text = readFileSync(path.join(dir, "changed.md"), "utf8");
    await desk.stop();
    writeFileSync(now, text.replace("## Contacts", "## Contacts (internal)"));
    await desk.command("plan adopt", ["--data", desk.data, now, "--summary", "Inside"]);
    await desk.serve();
    nobody = new Client(desk.url);
    for (const at of ["/plan", "/plan/changes/2", "/plan/changes/3"])
        assert.doesNotMatch((await nobody.get(at)).text, /may read this/, at);
    await desk.stop();
    await desk.command("plan adopt", ["--data", desk.data, path.join(dir, "changed.md"), "--summary", "Open again"]);
    await desk.serve();
    nobody = new Client(desk.url);
    assert.match((await nobody.get("/plan")).text, /may read this twice/);
    assert.equal((await nobody.get("/plan/changes/99")).status, 404);
});

test("documents print whole, with a page for the title, numbered, flowchart last", async () => {
    const who = await person(desk.url);
    for (const at of ["document", "sop"]) {
        await who.page.goto(`/plan/${at}`);
        const pdf = path.join(dir, `${at}.pdf`);
        await who.page.pdf({ path: pdf, format: "A4" });
        const pages = spawnSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" }).stdout.split("\f");
        assert.match(pages[0], at === "sop" ? /Standard operating\s+procedure: Test House Desk/ : /Help Desk Plan: Test House/);
        assert.match(pages[0], /Revision\s+4/);
        assert.match(pages[1], /Contents[^]*Revision history[^]*1\. Purpose and users[^]*The way of a request/);
        assert.match(pages[2], /Revision history[^]*2026-11-25[^]*Say it twice/);
        const all = pages.join("\n");
        for (const heading of ["Channels", "Operating hours", "Priorities", "Impact and urgency", "Teams", "Topics", "Workflow", "Promises",
            "Satisfaction survey", "Feedback", "Data protection"])
            assert.match(all, new RegExp(`^\\s*\\d+\\. ${heading}`, "m"), `${at}: ${heading}`);
        assert.doesNotMatch(all, /HUSHED|notify lead|For everybody|Sign in/);
        assert.ok(all.lastIndexOf("The way of a request") > all.lastIndexOf("Data protection"));
        assert.match(all, /From state to state[^]*We are\s+working on it/);
    }
    await who.done();
});

// Debian's python3-icalendar reads it; its own VTIMEZONE and tzdata must say the same moments.
const READ_ICS = `
import sys, json, datetime, zoneinfo
import icalendar
cal = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(z["TZID"]): z.to_tz() for z in cal.walk("VTIMEZONE")}
out = []
for event in cal.walk("VEVENT"):
    row = {"summary": str(event["SUMMARY"]), "uid": str(event["UID"])}
    for name in ("DTSTART", "DTEND"):
        value = event[name].dt
        if isinstance(value, datetime.datetime):
            zone = event[name].params.get("TZID")
            plain = value.replace(tzinfo=None)
            if zone:
                ours = zones[zone].localize(plain).astimezone(datetime.timezone.utc)
                system = plain.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(datetime.timezone.utc)
                row[name] = [ours.isoformat(), system.isoformat()]
            else:
                row[name] = [value.isoformat(), value.isoformat()]
        else:
            row[name] = value.isoformat()
    out.append(row)
print(json.dumps({"name": str(cal["X-WR-CALNAME"]), "events": out}))
`;

test("the hours are a calendar that other programs read, right through both changes of the clocks", async () => {
    const hours = path.join(dir, "hours.md");
    writeFileSync(hours, readFileSync(path.join(top, "test/support/plan.md"), "utf8").replace("| Mon-Sun | 00:00 | 24:00 |",
        "| Mon-Fri | 08:00 | 16:30 |\n| Sat     | 22:00 | 06:00 |\n\nClosed:\n\n- 2026-12-24 to 2026-12-25: Christmas, with snow"));
    await desk.stop();
    await desk.command("plan adopt", ["--data", desk.data, hours, "--summary", "Hours"]);
    await desk.serve();
    const client = new Client(desk.url);
    const { status, headers, text } = await client.get("/plan/hours.ics");
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^text\/calendar; charset=utf-8/);
    assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
    const parsed = spawnSync("/usr/bin/python3", ["-c", READ_ICS], { input: text, encoding: "utf8" });
    assert.equal(parsed.status, 0, parsed.stderr);
    const { name, events } = JSON.parse(parsed.stdout);
    assert.equal(name, "Test House Desk: hours");
    const open = events.filter((e) => Array.isArray(e.DTSTART));
    assert.ok(open.length > 250, `${open.length} events`);
    for (const event of open)
        for (const end of ["DTSTART", "DTEND"])
            assert.equal(event[end][0], event[end][1], `${event.uid} ${end}`);
    const spans = open.map((e) => `${e.DTSTART[0].slice(0, 16)} ${e.DTEND[0].slice(0, 16)}`);
    assert.ok(spans.includes("2026-11-25T07:00 2026-11-25T15:30"), "winter");
    assert.ok(spans.includes("2027-07-01T06:00 2027-07-01T14:30"), "summer");
    assert.ok(spans.includes("2027-03-27T21:00 2027-03-28T04:00"), "the night that is an hour shorter");
    assert.ok(spans.includes("2026-10-31T21:00 2026-11-01T05:00"), "over midnight");
    assert.ok(!spans.some((s) => s.startsWith("2026-12-24") || s.startsWith("2026-12-25")), "closed at Christmas");
    assert.deepEqual(events.filter((e) => !Array.isArray(e.DTSTART)).map((e) => [e.summary, e.DTSTART, e.DTEND]),
        [["Test House Desk: closed (Christmas, with snow)", "2026-12-24", "2026-12-26"]]);
    assert.equal(new Set(events.map((e) => e.uid)).size, events.length, "names are unique");
    const again = await fetch(`${desk.url}/plan/hours.ics`, { headers: { "If-None-Match": headers.get("etag") } });
    assert.equal(again.status, 304);
    assert.match((await client.get("/plan")).text, /Open now[^]*until[^]*16:30|Open now[^]*until[^]*15:30/);
});

test("whatever the plan's text is, its pages stay harmless and quick", async () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&]]>`;
    const states = Array.from({ length: 490 }, (_, i) => `| State ${i} | runs | Shown ${i} | State ${i + 1}, Closed |`).join("\n");
    const topics = Array.from({ length: 490 }, (_, i) => `| ${evil} ${i} | incident | Team ${i % 50} | | |`).join("\n");
    const rules = Array.from({ length: 300 }, (_, i) => `| resolved for ${i + 2} days | add tag "${i} <b>" |`).join("\n");
    const hostile = path.join(dir, "hostile.md");
    writeFileSync(hostile, `# ${evil}\n\n${evil}\n\n## Topics\n\n| Topic | Kind | Team | Ask for | Words |\n|-|-|-|-|-|\n${topics}\n\n` +
        `## Workflow\n\n| State | Clock | Shown to the user as | Next |\n|-|-|-|-|\n${states}\n| State 490 | runs | x | Resolved |\n` +
        `| Resolved | stops | y | Closed, State 0 |\n| Closed | stops | z | |\n\n## Follow-up\n\n| When | Then |\n|-|-|\n${rules}\n\n## ${evil}\n\n[click](javascript:alert(1)) ${evil}\n`);
    await desk.stop();
    await desk.command("plan adopt", ["--data", desk.data, hostile, "--summary", evil,
        ...["Front Desk", "Network"].flatMap((team) => ["--map", `team:${team}=Team 0`])]);
    await desk.serve();
    const who = await person(desk.url);
    who.page.on("dialog", (dialog) => assert.fail(`a script ran: ${dialog.message()}`));
    for (const at of ["/plan", "/plan/document", "/plan/sop", "/plan/changes/6"]) {
        const began = Date.now();
        const response = await who.page.goto(at);
        assert.equal(response.status(), 200, at);
        assert.ok(Date.now() - began < 20000, `${at} took ${Date.now() - began} ms`);
        assert.equal(await who.page.locator("main script, main img, main [onerror], main a[href^='javascript']").count(), 0, at);
    }
    await who.page.goto("/plan");
    await who.page.getByText("This is too much for a picture").first().waitFor();
    assert.ok(await who.page.locator("svg.chart").count() > 0, "what is small enough is drawn");
    const ics = await (await fetch(`${desk.url}/plan/hours.ics`)).text();
    assert.equal(spawnSync("/usr/bin/python3", ["-c", READ_ICS], { input: ics, encoding: "utf8" }).status, 0);
    await who.done();
});

test("and every invariant holds", async () => {
    await desk.stop();
    await desk.check();
});
