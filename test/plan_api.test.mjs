// SPDX-License-Identifier: Apache-2.0
// The plan through the API: what the browser does, with the same rules.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, eventually } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";

const second = { email: "mia@desk.example", name: "Mia Second", role: "manager" };
let desk, manager, other, agent, requester;

before(async () => {
    desk = await Desk.make({ people: { ...PEOPLE, second } });
    manager = await desk.api(PEOPLE.manager.email);
    other = await desk.api(second.email);
    agent = await desk.api(PEOPLE.agent.email);
    requester = await desk.api(PEOPLE.requester.email);
});
after(end);

async function ok(answer, status = 200) {
    const got = await answer;
    assert.equal(got.status, status, got.text);
    return got.body;
}

test("a text is checked, by the staff only, and nothing is kept of it", async () => {
    const found = await ok(agent("POST", "/plan/check", { text: "# Help Desk Plan: A\n\n## Hours\n\n| Days | Open | Close |\n|---|---|---|\n| Mon | dawn | 17:00 |\n" }));
    assert.ok(found.mistakes >= 1);
    assert.equal(found.items.find((item) => !item.remark).line, 7);
    assert.match(found.items.find((item) => !item.remark).wrong, /dawn/);
    assert.equal((await requester("POST", "/plan/check", { text: "# A\n" })).status, 403);
    assert.equal((await agent("POST", "/plan/check", {})).status, 422);
    assert.equal((await agent("POST", "/plan/check", { text: "# A\n", more: 1 })).status, 422);
    assert.equal((await ok(agent("GET", "/plan/draft"))).state, "none");
});

test("the draft is saved by version, proposed, approved by another, adopted once", async () => {
    const none = await ok(agent("GET", "/plan/draft"));
    assert.equal(none.in_force, 1);
    const text = none.text.replace("| Owner     | Max Manager      |", "| Owner     | Max Manager      |\n| Approval  | by another person |");
    const written = await ok(manager("PUT", "/plan/draft", { version: none.version, text }));
    assert.equal(written.state, "written");
    assert.equal(written.version, none.version + 1);
    assert.equal(written.author, "Max Manager");
    assert.equal((await agent("PUT", "/plan/draft", { version: written.version, text })).status, 403);
    const late = await other("PUT", "/plan/draft", { version: none.version, text: none.text });
    assert.equal(late.status, 409);
    assert.match(late.body.detail, /Max Manager changed the draft/);
    assert.equal((await manager("PUT", "/plan/draft", { version: written.version, step: "dance" })).status, 422);
    const body = { version: written.version, summary: "Two heads" };
    const key = { "Idempotency-Key": "adopt-1" };
    const adopted = await manager("POST", "/plan/revisions", body, key);
    assert.equal(adopted.status, 201, adopted.text);
    assert.equal(adopted.body.revision, 2);
    assert.equal(adopted.headers.get("location"), null);
    const again = await manager("POST", "/plan/revisions", body, key);
    assert.equal(again.text, adopted.text);

    // from now on another must approve
    const direct = await manager("POST", "/plan/revisions", { text: none.text, expected_revision: 2, summary: "back" });
    assert.equal(direct.status, 403);
    const next = await ok(agent("GET", "/plan/draft"));
    const proposed = await ok(manager("PUT", "/plan/draft", { version: next.version, text: none.text, step: "propose", summary: "As before" }));
    assert.equal(proposed.state, "proposed");
    assert.equal((await manager("PUT", "/plan/draft", { version: proposed.version, step: "approve" })).status, 403);
    assert.equal((await manager("POST", "/plan/revisions", { version: proposed.version })).status, 409);
    const approved = await ok(other("PUT", "/plan/draft", { version: proposed.version, step: "approve" }));
    assert.equal(approved.approver, "Mia Second");
    const third = await ok(manager("POST", "/plan/revisions", { version: approved.version }), 201);
    assert.equal(third.approver, "Mia Second");
    assert.equal(third.summary, "As before");

    const list = await ok(agent("GET", "/plan/revisions"));
    assert.deepEqual(list.items.map((item) => [item.revision, item.in_force]), [[3, true], [2, false], [1, false]]);
    const one = await ok(agent("GET", "/plan/revisions/1"));
    assert.equal(one.text, none.text);
    assert.equal((await agent("GET", "/plan/revisions/9")).status, 404);
    assert.equal((await requester("GET", "/plan/revisions")).status, 403);
});

test("a text is adopted only over the revision its author saw, with every stranded name moved", async () => {
    const { text } = await ok(agent("GET", "/plan/revisions/3"));
    const renamed = text.replaceAll("| Network    |", "| Cables     |");
    const made = await agent("POST", "/tickets", { subject: "No wifi", body: "At all.", topic: "Network", requester: { email: PEOPLE.requester.email } });
    assert.equal(made.status, 201, made.text);
    assert.equal((await manager("POST", "/plan/revisions", { text: renamed, expected_revision: 2, summary: "names" })).status, 409);
    const stranded = await manager("POST", "/plan/revisions", { text: renamed, expected_revision: 3, summary: "names" });
    assert.equal(stranded.status, 409);
    assert.match(stranded.text, /no team “Network”/);
    assert.equal((await manager("POST", "/plan/revisions", { text: renamed, expected_revision: 3, summary: "names", moves: [{ kind: "cake", was: "a", becomes: "b" }] })).status, 422);
    const moves = [{ kind: "team", was: "Network", becomes: "Cables" }];
    assert.equal((await ok(manager("POST", "/plan/revisions", { text: renamed, expected_revision: 3, summary: "names", moves }), 201)).revision, 4);
    await eventually(async () => (await agent("GET", `/tickets/${made.body.number}`)).body.team === "Cables", "the ticket's team");
    const events = await ok(agent("GET", `/tickets/${made.body.number}/events`));
    assert.ok(events.items.some((event) => event.kind === "adopted"));
});

test("the past runs through a text, and the answer says what would differ", async () => {
    const { text } = await ok(agent("GET", "/plan/draft"));
    assert.equal((await agent("POST", "/plan/replay", { text })).status, 403);
    assert.equal((await manager("POST", "/plan/replay", { text, days: 0 })).status, 422);
    assert.equal((await manager("POST", "/plan/replay", { text: "## Hours\n\n| Days | Open | Close |\n|---|---|---|\n| Mon | x | y |\n" })).status, 422);
    const asked = await ok(manager("POST", "/plan/replay", { text: text.replaceAll("| 4 h            |", "| 5 h            |"), days: 30 }), 201);
    const done = await eventually(async () => {
        const row = await ok(agent("GET", `/plan/replay/${asked.id}`));
        return row.state !== "running" && row;
    }, "the replay");
    assert.equal(done.state, "done", done.error);
    assert.equal(done.result.tickets, 1);
    assert.equal(done.result.differ, 1);
    assert.deepEqual(done.result.listed[0].differs, ["promise"]);
    assert.equal(done.result.kinds.length, 9);
    assert.equal((await agent("GET", "/plan/replay/99")).status, 404);
    assert.equal((await ok(agent("GET", "/plan/draft"))).state, "none", "nothing was written");
});
