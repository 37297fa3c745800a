// SPDX-License-Identifier: Apache-2.0
// The whole way from a request to a satisfied requester, in a real browser, over a real
// Postfix and Dovecot.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, eventually } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { MailServer } from "./support/mail.mjs";
import { person } from "./support/browser.mjs";
import { compose, replyTo } from "./support/message.mjs";
import { ask, linkIn, reply, resolve, signIn } from "./support/steps.mjs";

const DESK = "help@desk.example";
let desk, mail, agent, api;

before(async () => {
    desk = await Desk.make({ env: { KINDESK_UNDO_SEND: "0" },
        mail: (lmtpPort) => MailServer.start({ lmtpPort }) });
    mail = desk.mail;
    api = await desk.api(PEOPLE.agent.email);
    agent = await person(desk.url);
    await signIn(agent.page, PEOPLE.agent.email);
});
after(end);

async function ticket(number) {
    const { status, body } = await api("GET", `/tickets/${number}`);
    assert.equal(status, 200);
    return body;
}

async function stateIs(number, wanted) {
    return eventually(async () => (await ticket(number)).state === wanted,
        `ticket ${number} to be ${wanted}`).catch(async (e) => {
        throw new Error(`${e.message}; it is ${(await ticket(number)).state}`);
    });
}

// A stranger asks by the form, verifies, and has a signed-in page.
async function askAndVerify(who, box, request) {
    const number = await ask(who.page, request);
    const first = await box.next();
    assert.ok(!first.raw.includes(request.subject), "the first mail holds our own words only");
    assert.ok(!(first.text + (first.html ?? "")).includes(request.body));
    assert.match(first.text, new RegExp(`\\b${number}\\b`));
    await who.page.goto(linkIn(first, desk.url, "/sign-in/"));
    await who.page.locator("main form button[type=submit]").click();
    await who.page.waitForURL(new RegExp(`/r/${number}$`));
    return { number, first };
}

async function finishBySurvey(who, box, number) {
    const asked = await box.next((m) => m.links.some((link) => link.includes("/survey/")));
    await who.page.goto(linkIn(asked, desk.url, "/survey/"));
    const chosen = who.page.locator("input[name=score][value='5']");
    if (!(await chosen.isChecked()))
        await chosen.check();
    await who.page.fill("#comment", "You were quick and kind.");
    await who.page.locator("form[action^='/survey/'] button[type=submit]").click();
    await who.page.getByText(/Thank you. We read every answer|Gracias/).waitFor();
    assert.equal((await ticket(number)).state, "Closed");
}

for (const [name, options] of [["with script", {}], ["on a telephone", { phone: true, dark: true }],
    ["with JavaScript off", { script: false }]]) {
    test(`form to survey, ${name}`, async () => {
        const who = await person(desk.url, options);
        const address = `nora${Object.keys(options).join("")}@people.example`;
        const box = await mail.mailbox(address);
        const { number } = await askAndVerify(who, box, { name: "Nora Nueva", email: address,
            subject: "The printer on the 2nd floor eats paper", body: "Since this morning, every page.",
            asks: { 0: "HP-2F", 1: "Jam in tray 2" },
            files: [{ name: "jam.txt", mimeType: "text/plain", buffer: Buffer.from("a jam") }] });
        assert.equal((await ticket(number)).state, "New");

        await reply(agent.page, number, "Please open tray two and tell us what you see.");
        const question = await box.next((m) => /open tray two/.test(m.text));
        assert.ok(question.html, "there is an HTML part");
        assert.match(question.html, /open tray two/);

        // The answer comes from her mail program, with real References.
        await mail.submit(address, DESK, replyTo(question, { from: `Nora <${address}>`,
            text: "There is a torn page in it." }));
        await eventually(async () => (await agent.page.goto(`/t/${number}`)) &&
            await agent.page.getByText("There is a torn page in it.").count() > 0, "her answer on the page");
        assert.equal(await agent.page.getByText("Please open tray two").filter({ visible: true }).count(), 1,
            "the quoted text is not shown twice");

        await resolve(agent.page, number, "We took the torn page out.");
        const solved = await box.next((m) => /torn page out/.test(m.text));
        assert.deepEqual(solved.references.includes(question.messageId), true, "one thread");
        await stateIs(number, "Resolved");

        await who.page.goto(`/r/${number}`);
        await who.page.locator(`form[action='/r/${number}/solved'] button`).click();
        await stateIs(number, "Closed");
        await finishBySurvey(who, box, number);
        await who.done();
    });
}

test("begun by e-mail: acknowledged, answered, solved, confirmed from the mail", async () => {
    const address = "luis@people.example";
    const box = await mail.mailbox(address);
    await mail.submit(address, DESK, compose({ from: `Luis Lector <${address}>`, to: DESK,
        subject: "No wifi in room 12", text: "The internet is gone since ten.\n\n-- \nLuis\nRoom 12",
        files: [{ name: "photo.png", type: "image/png", body: Buffer.from("89504e470d0a1a0a", "hex") }] }));
    const acknowledgement = await box.next();
    assert.equal(acknowledgement.header("auto-submitted"), "auto-replied");
    const { body } = await api("GET", `/tickets?q=${encodeURIComponent("room")}&requester=${encodeURIComponent(address)}`);
    assert.equal(body.total, 1, JSON.stringify(body));
    const { number, topic } = body.items[0];
    assert.equal(topic, "Network", "the plan's words suggest the topic");
    const who = await person(desk.url);
    await who.page.goto(linkIn(acknowledgement, desk.url, "/sign-in/"));
    await who.page.locator("main form button[type=submit]").click();
    await who.page.waitForURL(new RegExp(`/r/${number}$`));
    await who.page.getByText("The internet is gone since ten.").waitFor();

    await reply(agent.page, number, "The access point is back. Does it work now?");
    const question = await box.next(/wifi/);
    await mail.submit(address, DESK, replyTo(question, { from: address, text: "Yes, thank you!" }));
    await eventually(async () => (await ticket(number)).messages.length >= 3, "his answer");
    await resolve(agent.page, number, "The access point was restarted.");
    await box.next((m) => /restarted/.test(m.text));
    await who.page.goto(`/r/${number}`);
    await who.page.locator(`form[action='/r/${number}/solved'] button`).click();
    await finishBySurvey(who, box, number);
    await who.done();
});

test("it did not solve it: the ticket opens again and the agent sees why", async () => {
    const box = await mail.mailbox(PEOPLE.requester.email);
    const who = await person(desk.url);
    await signIn(who.page, PEOPLE.requester.email);
    const number = await ask(who.page, { subject: "The toner is empty", body: "Pale pages." });
    await box.next((m) => m.raw.includes(String(number)));
    await resolve(agent.page, number, "We ordered toner.");
    await who.page.goto(`/r/${number}`);
    await who.page.locator(`form[action='/r/${number}/unsolved'] button`).click();
    await stateIs(number, "Open");
    assert.equal((await ticket(number)).reopened, 1);
    await who.done();
});

test("a ticket by telephone is entered with the keyboard alone", async () => {
    const who = await person(desk.url);
    await signIn(who.page, PEOPLE.agent.email);
    await who.page.goto("/queue");
    await who.page.waitForSelector("[data-queue]");
    const began = Date.now();
    await who.page.keyboard.press("c");
    await who.page.waitForURL(/\/call$/);
    const reached = [];
    const type = async (selector, text) => {
        for (let i = 0; i < 60; i++) {
            if (await who.page.evaluate((s) => document.activeElement?.matches(s), selector))
                break;
            await who.page.keyboard.press("Tab");
            reached.push(await who.page.evaluate(() => document.activeElement?.id));
        }
        assert.ok(await who.page.evaluate((s) => document.activeElement?.matches(s), selector),
            `Tab reaches ${selector}: ${reached.join(" ")}`);
        await who.page.keyboard.type(text);
    };
    await type("[name=name]", "Carla Caller");
    await type("[name=email]", "carla@people.example");
    await type("[name=subject]", "The line crackles");
    await type("[name=topic]", "Something");
    await type("[name=body]", "Since Monday. She calls from room 3.");
    await who.page.keyboard.press("Control+Enter");
    await who.page.waitForURL(/\/t\/\d+/);
    assert.ok(Date.now() - began < 30000, "under 30 seconds");
    await who.page.getByText("Carla Caller").first().waitFor();
    await who.done();
});

test("a Spanish reader gets Spanish pages and Spanish mail", async () => {
    const who = await person(desk.url, { language: "es-ES", script: false });
    const box = await mail.mailbox("sofia@people.example");
    await who.page.goto("/");
    assert.equal(await who.page.locator("html").getAttribute("lang"), "es");
    const number = await ask(who.page, { subject: "La impresora no imprime", body: "Desde ayer.",
        name: "Sofía Sanz", email: "sofia@people.example" });
    const first = await box.next();
    assert.match(first.text, /solicitud/i);
    assert.doesNotMatch(first.text, /request|help desk will/i);
    await who.page.goto(linkIn(first, desk.url, "/sign-in/"));
    await who.page.locator("main form button[type=submit]").click();
    await who.page.waitForURL(new RegExp(`/r/${number}$`));
    await reply(agent.page, number, "¿Qué impresora es?");
    const question = await box.next((m) => /Qué impresora/.test(m.text));
    assert.doesNotMatch(question.text, /\b(reply|request|Please)\b/);
    await who.done();
});

test("the requester sees no note, and no mail carries it", async () => {
    const who = await person(desk.url);
    const box = await mail.mailbox("pia@people.example");
    const { number } = await askAndVerify(who, box, { name: "Pia", email: "pia@people.example",
        subject: "Something odd", body: "It is odd." });
    await reply(agent.page, number, "She always says that.", { note: true });
    await reply(agent.page, number, "We are looking.");
    await box.next((m) => /We are looking/.test(m.text));
    await who.page.goto(`/r/${number}`);
    await who.page.getByText("We are looking.").waitFor();
    assert.equal(await who.page.getByText("always says").count(), 0);
    assert.ok((await box.all()).every((m) => !/always says/.test(m.raw.toString())));
    await who.done();
});

test("what was typed survives a submission that was refused", async () => {
    const who = await person(desk.url, { script: false });
    await who.page.goto("/new?topic=Printing");
    await who.page.fill("#subject", "Half a form");
    await who.page.fill("#body", "With a long story.");
    await who.page.locator("form[action='/new'] button.primary[type=submit]").click();
    await who.page.getByText(/./).first().waitFor();
    assert.equal(await who.page.inputValue("#subject"), "Half a form");
    assert.equal(await who.page.inputValue("#body"), "With a long story.");
    assert.ok(await who.page.locator(".error").count() > 0, "and says what is missing");
    await who.done();
});

test("a reply is held back when something unseen arrived, and undo takes one back", async () => {
    const { body: { number } } = await api("POST", "/tickets", { subject: "Two at once", body: "A.",
        topic: "Printing", impact: "One person", urgency: "Can wait",
        requester: { email: PEOPLE.requester.email, name: PEOPLE.requester.name } });
    const who = await person(desk.url, { script: false });
    await signIn(who.page, PEOPLE.agent.email);
    await who.page.goto(`/t/${number}`);
    const colleague = await desk.api(PEOPLE.manager.email);
    await colleague("POST", `/tickets/${number}/messages`, { body: "Meanwhile a colleague answered.", public: true });
    await who.page.fill("#body", "My own answer.");
    await who.page.locator(".send-reply").click();
    await who.page.waitForSelector("#unseen");
    assert.equal(await who.page.inputValue("#body"), "My own answer.");
    await who.page.getByText("Meanwhile a colleague answered.").first().waitFor();
    await who.page.locator(".send-reply").click();
    await eventually(async () => (await ticket(number)).messages.length === 3, "the reply is in");
    await who.done();
});

test("everything that happened is on record, and every invariant holds", async () => {
    await agent.done();
    await desk.stop();
    await desk.check();
});
