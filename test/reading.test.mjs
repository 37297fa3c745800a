// SPDX-License-Identifier: Apache-2.0
// What the mail says and what is made of it: a character set chosen anew, and the mail itself
// always at hand.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { end, eventually, top } from "./support/run.mjs";
import { Desk, PEOPLE } from "./support/desk.mjs";
import { lmtp } from "./support/smtp.mjs";
import { DESKTOP, PHONE, person } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { signIn } from "./support/steps.mjs";
import { rows, value } from "./support/sql.mjs";

const WORDS = "Добрый день! Принтер в комнате семь не печатает с понедельника.";
let desk;

before(async () => {
    desk = await Desk.make();
});
after(end);

// Cyrillic letters as KOI8-R has them.
function koi8(text) {
    const order = "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
    return Buffer.from([...text].map((c) => order.includes(c) ? 0xc0 + order.indexOf(c) : c.charCodeAt(0)));
}

// A mail that says windows-1251 and is KOI8-R, subject and all.
const raw = Buffer.concat([Buffer.from("From: Ivan <ivan@people.example>\r\nTo: help@desk.example\r\nSubject: "),
    koi8("Не печатает"), Buffer.from("\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=windows-1251\r\n" +
    "Content-Transfer-Encoding: 8bit\r\nMessage-ID: <koi@people.example>\r\n\r\n"), koi8(WORDS), Buffer.from("\r\n")]);

async function checkPage(page) {
    assert.deepEqual(await findings(page), []);
    assert.equal(await overflow(page), "");
}

const said = async (message) => (await rows(desk.data, "SELECT text FROM message WHERE id = ?", message))[0].text;

test("a character set that was guessed wrong is chosen anew, and taken back", async () => {
    await lmtp(desk.lmtpPort, "ivan@people.example", "help@desk.example", raw);
    const number = await eventually(() => value(desk.data, "SELECT ticket FROM inbox WHERE ticket IS NOT NULL AND sender = 'ivan@people.example'"), "the ticket");
    const message = await value(desk.data, "SELECT min(id) FROM message WHERE ticket = ?", number);
    const wrong = await said(message);
    assert.doesNotMatch(wrong, /Принтер/);

    const agent = await person(desk.url, { viewport: DESKTOP });
    await signIn(agent.page, PEOPLE.agent.email);
    await agent.page.goto(`/t/${number}`);
    await agent.page.getByRole("link", { name: "The mail itself" }).click();
    await checkPage(agent.page);
    if (process.env.KINDESK_PICTURES)
        await agent.page.screenshot({ path: `${process.env.KINDESK_PICTURES}/mail-itself.png`, fullPage: true });
    await agent.page.getByLabel("Character set").selectOption("koi8-r");
    await agent.page.getByRole("button", { name: "Read again" }).click();
    await eventually(async () => (await said(message)).includes(WORDS), "the message to be read again");
    await agent.page.goto(`/t/${number}`);
    await agent.page.getByText(WORDS).first().waitFor();
    assert.match(await agent.page.locator("h1").first().textContent(), /Не печатает/);
    await agent.page.getByText(/read a message by another character set.*koi8-r/).first().waitFor({ state: "attached" });

    await agent.page.goto(`/t/${number}/message/${message}`);
    assert.equal(await agent.page.getByLabel("Character set").inputValue(), "koi8-r");
    await agent.page.getByLabel("Character set").selectOption("");
    await agent.page.getByRole("button", { name: "Read again" }).click();
    await eventually(async () => (await said(message)) === wrong, "the choice to be taken back");
    const found = await desk.tryCommand("check", ["--data", desk.data]);
    assert.equal(found.code, 0, found.out + found.err);
    await agent.done();
});

test("the mail itself is there byte for byte, and on a telephone", async () => {
    const number = await value(desk.data, "SELECT ticket FROM inbox WHERE sender = 'ivan@people.example'");
    const message = await value(desk.data, "SELECT min(id) FROM message WHERE ticket = ?", number);
    const agent = await person(desk.url, { viewport: PHONE, dark: true });
    await signIn(agent.page, PEOPLE.agent.email);
    await agent.page.goto(`/t/${number}/message/${message}`);
    await checkPage(agent.page);
    if (process.env.KINDESK_PICTURES)
        await agent.page.screenshot({ path: `${process.env.KINDESK_PICTURES}/mail-itself-phone.png`, fullPage: true });
    const answer = await agent.context.request.get(`/t/${number}/message/${message}/raw`);
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    assert.ok((await answer.body()).includes(koi8(WORDS)));
    await agent.done();
});

// THREATS B13, in every other place that a mail fills: text, subject, sender's name, file name.
const HOSTILE = ["<script>hit(1)</script>", "\"><img src=x onerror=hit(2)>", "'-hit(3)-'", "</title><svg onload=hit(4)>", "javascript:hit(5)",
    "{{constructor.constructor('hit(6)')()}}", "<iframe srcdoc='<script>parent.hit(7)</script>'>", "<a href=javascript:hit(8)>x</a>", "&lt;img src=x onerror=hit(9)&gt;",
    "https://t.example/\"onmouseover=\"hit(10)", "<math><mi//xlink:href='data:x,<script>hit(11)</script>'>", "--><!-- --\\x3e\\x3cimg src=x onerror=hit(12)>"];

function outside() {
    const list = path.join(process.env.KINDESK_CORPORA || path.join(top, "../shared/corpora"), "xss_payloadbox/cases.json");
    return existsSync(list) ? JSON.parse(readFileSync(list, "utf8")).map((c) => c.payload) : [];
}

test("attack strings in texts, subjects, names and file names stay words", async () => {
    const word = (text) => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
    const all = [...HOSTILE, ...outside()].join("\n").slice(0, 60000);
    for (const [i, text] of HOSTILE.entries())
        await lmtp(desk.lmtpPort, "eve@people.example", "help@desk.example", [`From: ${word(text)} <eve${i}@people.example>`, "To: help@desk.example",
            `Subject: ${word(text)}`, `Message-ID: <hostile-${i}@people.example>`, "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "",
            "--b", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", Buffer.from(i ? text : all).toString("base64"),
            "--b", `Content-Type: text/plain; name="${word(text)}"`, `Content-Disposition: attachment; filename="${word(text)}"`, "", "x", "--b--", ""].join("\r\n"));
    const tickets = await eventually(async () => {
        const found = await rows(desk.data, "SELECT ticket FROM inbox WHERE sender = 'eve@people.example' AND ticket IS NOT NULL");
        return found.length === HOSTILE.length && found.map((row) => row.ticket);
    }, "the hostile mails");
    const agent = await person(desk.url, { viewport: DESKTOP });
    await agent.context.addInitScript(() => {
        window.hit = (n) => console.error(`script ran: ${n}`);
    });
    await signIn(agent.page, PEOPLE.agent.email);
    for (const place of ["/queue?view=all", ...tickets.map((n) => `/t/${n}`)]) {
        await agent.page.goto(place);
        assert.equal(await agent.page.locator("main [onerror], main [onload], main [onmouseover], main svg[onload], main iframe[srcdoc], main a[href^='javascript']").count(), 0, place);
    }
    await agent.done();
});
