// SPDX-License-Identifier: Apache-2.0
// The mail server of the other tests works by itself.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { end, eventually } from "./support/run.mjs";
import { person } from "./support/browser.mjs";
import { findings, overflow } from "./support/axe.mjs";
import { MailServer } from "./support/mail.mjs";
import { compose, replyTo } from "./support/message.mjs";

let server;
before(async () => { server = await MailServer.start(); });
after(end);

test("a mail goes round between two mailboxes", async () => {
    const ana = await server.mailbox("ana@people.example");
    const ben = await server.mailbox("ben@people.example");
    await server.submit("ana@people.example", "ben@people.example", compose({
        from: "Ana Ruiz <ana@people.example>", to: "ben@people.example",
        subject: "¿Qué tal?", text: "Hola Ben:\n.\nuna línea con un punto sólo" }));
    const first = await ben.next();
    assert.equal(first.subject, "¿Qué tal?");
    assert.match(first.text, /una línea con un punto/);
    await server.submit("ben@people.example", "ana@people.example",
        replyTo(first, { from: "ben@people.example", text: "Bien." }));
    const second = await ana.next(/^Re: /);
    assert.deepEqual(second.references, [first.messageId]);
    assert.match(second.text, /^Bien\.[^]*^> Hola Ben:/m);
});

test("an unknown address bounces to its sender", async () => {
    const ana = await server.mailbox("ana@people.example");
    await server.submit("ana@people.example", "nobody@gone.example", compose({
        from: "ana@people.example", to: "nobody@gone.example", subject: "Hello", text: "?" }));
    const bounce = await ana.next(/Undelivered/);
    assert.match(bounce.raw.toString("latin1"), /Status: 5\.1\.1/);
});

test("a page's exception, console error and horizontal overflow are noticed", async () => {
    const who = await person("http://127.0.0.1:9");
    await who.page.setContent(`<html lang=en><title>t</title><main><h1>t</h1>
        <div style="width:3000px">wide</div><img src="data:,"></main>
        <script>setTimeout(() => { throw new Error("planted"); }); console.error("also")</script>`);
    assert.match(await overflow(who.page), /^1\d\d\d px by <div/);
    assert.match((await findings(who.page)).join("\n"), /image-alt/);
    await eventually(() => who.faults.length >= 2, "both faults");
    await assert.rejects(who.done(), /planted/);
});
