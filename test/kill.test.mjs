// SPDX-License-Identifier: Apache-2.0
// A killed process loses nothing that was answered: 200 times SIGKILL in the middle of load.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { end } from "./support/run.mjs";
import { Desk, PEOPLE, callApi } from "./support/desk.mjs";
import { lmtp } from "./support/smtp.mjs";
import { compose } from "./support/message.mjs";
import { rows, value } from "./support/sql.mjs";

const ROUNDS = Number(process.env.KILL_ROUNDS || 200);
after(end);

// One after another until the server is gone: what was answered, and only that, is kept.
async function openTickets(url, token, kept, round, lane, answered) {
    for (let i = 0; ; i++) {
        try {
            const { status, body } = await callApi(url, token, "POST", "/tickets", { subject: `round ${round} lane ${lane} ${i}`,
                body: "Under load.", topic: "Printing", impact: "One person", urgency: "Can wait",
                requester: { email: `lane${lane}@people.example`, name: `Lane ${lane}` } });
            if (status === 201)
                kept.tickets.push([body.number, `round ${round} lane ${lane} ${i}`]);
            else if (status !== 503)
                throw new Error(`POST /tickets: ${status}`);
            answered();
        } catch (e) {
            if (/POST \/tickets/.test(e.message))
                throw e;
            answered();
            return;
        }
    }
}

async function sendMail(port, kept, round) {
    for (let i = 0; ; i++) {
        const id = `<${round}.${i}@killed.example>`;
        try {
            const [reply] = await lmtp(port, "load@people.example", "help@desk.example", compose({
                from: "load@people.example", to: "help@desk.example", subject: `mail ${round} ${i}`, text: "x",
                headers: { "Message-ID": id } }));
            if (reply.code === 250)
                kept.mails.push(id);
        } catch {
            return;
        }
    }
}

async function nothingIsLost(desk, kept) {
    const tickets = new Map((await rows(desk.data, "SELECT id, subject FROM ticket")).map((t) => [t.id, t.subject]));
    for (const [number, subject] of kept.tickets)
        assert.equal(tickets.get(number), subject, `ticket ${number} was answered`);
    const raw = await value(desk.data, "SELECT count(*) FROM inbox");
    assert.ok(raw >= kept.mails.length, `${kept.mails.length} mails were answered with 250, ${raw} are there`);
    await desk.check();
}

test(`${ROUNDS} times SIGKILL in the middle of load: nothing answered is lost`, async (t) => {
    const desk = await Desk.make({ serve: false });
    const token = await desk.token(PEOPLE.agent.email);
    const kept = { tickets: [], mails: [] };
    let seed = 20261123;
    for (let round = 0; round < ROUNDS; round++) {
        await desk.serve();
        let lanes;
        const first = new Promise((resolve) => {
            lanes = [0, 1, 2, 3, 4, 5].map((lane) => openTickets(desk.url, token, kept, round, lane, resolve));
        });
        lanes.push(sendMail(desk.lmtpPort, kept, round));
        seed = (seed * 1103515245 + 12345) % 2147483648;
        // The moment is what is tested: somewhere in the first 100 ms of load; each tenth time
        // before anything is answered, else after.
        if (round % 10)
            await first;
        await new Promise((resolve) => setTimeout(resolve, seed % 100));
        await desk.kill();
        await Promise.all(lanes);
        if (round % 50 === 49 || round === ROUNDS - 1)
            await nothingIsLost(desk, kept);
    }
    assert.ok(kept.tickets.length > ROUNDS, `${kept.tickets.length} tickets were answered: there was load`);
    assert.ok(kept.mails.length > ROUNDS / 10, `${kept.mails.length} mails were answered`);
    t.diagnostic(`${kept.tickets.length} tickets, ${kept.mails.length} mails`);
});
