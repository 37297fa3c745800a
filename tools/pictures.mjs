// SPDX-License-Identifier: Apache-2.0
// Starts script/server with a demonstration desk of its own and photographs its pages into
// docs/pictures.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { Daemon, atEnd, end, eventually, freePort, program, run, temporaryDirectory, top } from "../test/support/run.mjs";
import { PASSWORD } from "../test/support/desk.mjs";
import { person } from "../test/support/browser.mjs";
import { signIn } from "../test/support/steps.mjs";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { phone: true, viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 };
const AGENT = { email: "pictures@desk.example", name: "Marta Medina", role: "agent" };
const REQUESTER = { email: "pictures@people.example", name: "Ana Ruiz", role: "requester" };

async function add(data, who) {
    const { code, err } = await run(program, ["person", "add", "--data", data, "--email", who.email, "--name", who.name,
        "--role", who.role, "--password-stdin"], { input: PASSWORD + "\n" });
    if (code !== 0)
        throw new Error(err);
}

async function take(url, file, options, who, visit) {
    const visitor = await person(url, options);
    if (who)
        await signIn(visitor.page, who.email);
    await visit(visitor.page);
    await visitor.page.screenshot({ path: path.join(top, "docs/pictures", `${file}.png`) });
    await visitor.done();
    console.log(`docs/pictures/${file}.png`);
}

// The fullest conversation among the first tickets of the queue.
async function openFullest(page) {
    await page.goto("/queue");
    const numbers = await page.locator(".row").evaluateAll((rows) => rows.slice(0, 12).map((row) => row.dataset.number));
    let best, most = 0;
    for (const number of numbers) {
        await page.goto(`/t/${number}`);
        const n = await page.locator(".entries .entry").count();
        if (n > most && n < 8)
            [best, most] = [number, n];
    }
    await page.goto(`/t/${best}`);
}

async function ask(page) {
    await page.goto("/new");
    await page.locator("input[name=topic]").first().check();
    await page.locator("main form button[type=submit]").click();
    await page.fill("#subject", "The screen of my laptop stays dark");
    await page.fill("#body", "It was fine yesterday. The light is on, but nothing shows.");
    await page.locator("input[name=impact]").last().check();
    await page.locator("input[name=urgency]").nth(1).check();
    await page.locator("form[action='/new'] button.primary[type=submit]").click();
    await page.waitForSelector(".received");
}

try {
    mkdirSync(path.join(top, "docs/pictures"), { recursive: true });
    const data = path.join(temporaryDirectory("pictures"), "data");
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = new Daemon("script/server", path.join(top, "script/server"), [],
        { env: { KINDESK_DATA: data, KINDESK_LISTEN: `127.0.0.1:${port}`, KINDESK_URL: url } });
    atEnd(() => server.stop());
    await eventually(async () => server.end || (await fetch(`${url}/healthz`)).ok, "the demonstration desk", 300000);
    for (const who of [AGENT, REQUESTER])
        await add(data, who);
    await take(url, "home", DESKTOP, null, (page) => page.goto("/"));
    await take(url, "queue", DESKTOP, AGENT, (page) => page.goto("/queue"));
    await take(url, "queue-dark", { ...DESKTOP, dark: true }, AGENT, (page) => page.goto("/queue"));
    await take(url, "ticket", DESKTOP, AGENT, openFullest);
    await take(url, "received", PHONE, REQUESTER, ask);
    await take(url, "request", PHONE, REQUESTER, async (page) => {
        await page.goto("/requests");
        await page.locator(".requests a").first().click();
        await page.waitForURL(/\/r\/\d+/);
    });
    await take(url, "plan", DESKTOP, null, (page) => page.goto("/plan"));
} finally {
    await end();
}
