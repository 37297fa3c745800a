// SPDX-License-Identifier: Apache-2.0
// A desk in the middle of its day: tickets in several states, notes, replies, files, held mail.
import assert from "node:assert/strict";
import { PEOPLE } from "./desk.mjs";
import { lmtp } from "./smtp.mjs";
import { compose } from "./message.mjs";
import { eventually } from "./run.mjs";
import { Client } from "./client.mjs";
import { value } from "./sql.mjs";

const SUBJECTS = ["The printer on the 2nd floor eats paper", "No wifi in room 12 since this morning",
    "¿Cómo cambio mi contraseña?", "Projector flickers", "A subject that is far longer than any row could hold without being cut, because people write whole sentences, and then some more words",
    "Toner", "NoSpacesInThisVeryLongSubjectWhichMustNotMakeThePageScrollSidewaysOnATelephoneWhateverHappensToIt", "New headset"];

// {own: number, other: number, resolved: number, all: [...], file: id}
export async function scene(desk) {
    const agent = await desk.api(PEOPLE.agent.email);
    const all = [];
    for (const [i, subject] of SUBJECTS.entries()) {
        const who = i % 2 ? PEOPLE.otherRequester : PEOPLE.requester;
        const { status, body, text } = await agent("POST", "/tickets", { subject, body: `It began at ${8 + i}:00.\n\nhttps://example.org/a/very/long/address/${"x".repeat(120)}\n\nThank you!`,
            topic: ["Printing", "Network", "Something else"][i % 3], impact: ["One person", "A few people", "Everyone"][i % 3],
            urgency: ["Can wait", "Work is hindered", "Work has stopped"][i % 3],
            requester: { email: who.email, name: who.name },
            attachments: i < 2 ? [{ filename: "what I see.txt", type: "text/plain", content: Buffer.from("see").toString("base64") }] : [] });
        assert.equal(status, 201, text);
        all.push(body.number);
    }
    const say = async (number, body, open) => {
        const answer = await agent("POST", `/tickets/${number}/messages`, { body, public: open });
        assert.equal(answer.status, 201, answer.text);
    };
    for (const number of all.slice(0, 3)) {
        await say(number, "Could you send us a picture of it?", true);
        await say(number, "Third time this month: see the contract.", false);
    }
    const resolved = all[2];
    const answer = await agent("PATCH", `/tickets/${resolved}`, { state: "Resolved", reason: "Under “Profile” there is “Change the password”." });
    assert.equal(answer.status, 200, answer.text);
    await lmtp(desk.lmtpPort, "nina@people.example", "help@desk.example", compose({ from: "Nina <nina@people.example>",
        to: "help@desk.example", subject: "By mail", text: "Hello,\n\nthe door of room 5 squeaks.\n\n-- \nNina", html: "<p>Hello,</p><p>the <b>door</b> of room 5 squeaks.</p>" }));
    const mailed = await eventually(() => value(desk.data, "SELECT ticket FROM inbox WHERE subject = 'By mail' AND ticket IS NOT NULL"), "the mail's ticket");
    const file = await value(desk.data, "SELECT id FROM attachment WHERE ticket = ? ORDER BY id", all[0]);
    const otherFile = await value(desk.data, "SELECT id FROM attachment WHERE ticket = ? ORDER BY id", all[1]);
    const page = await new Client(desk.url).signIn(PEOPLE.agent.email);
    const form = await page.form(`/t/${all[0]}/partner`, `/t/${all[0]}/partner`);
    const asked = await page.post(`/t/${all[0]}/partner`, { ...form, address: "repair@depot.example", name: "The depot", body: "How long does a feed roller take?", within: "72" });
    assert.equal(asked.status, 303, asked.text);
    const side = Number(/\d+$/.exec(asked.location)[0]);
    return { side, own: all[0], other: all[1], resolved, mailed, all, file, otherFile };
}
