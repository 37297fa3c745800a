// SPDX-License-Identifier: Apache-2.0
// What people do at their browsers, told once.
import assert from "node:assert/strict";
import { PASSWORD } from "./desk.mjs";

// By the return key, as most people do; without script by the button.
export async function signIn(page, email, password = PASSWORD) {
    await page.goto("/sign-in");
    await page.fill("#email", email);
    const details = page.locator("details.or-password");
    if (!(await details.evaluate((e) => e.open)))
        await details.locator("summary").click();
    await page.fill("#password", password);
    await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"),
        await page.evaluate(() => document.documentElement.classList.contains("js")).catch(() => false) ?
            page.press("#password", "Enter") : page.click("#with-password")]);
}

// Fills and sends the form at /new; gives the number of the ticket.
export async function ask(page, { topic = "Printing", subject, body, name, email, asks = {},
    impact = "One person", urgency = "Work is hindered", files = [] }) {
    await page.goto("/new");
    await page.check(`input[name=topic][value="${topic}"]`);
    await page.locator("main form button[type=submit]").click();
    await page.fill("#subject", subject);
    await page.fill("#body", body);
    for (const [index, value] of Object.entries(asks))
        await page.fill(`#ask_${index}`, value);
    await page.check(`input[name=impact][value="${impact}"]`);
    await page.check(`input[name=urgency][value="${urgency}"]`);
    if (files.length > 0) {
        await page.setInputFiles("#files", files);
        if (await page.evaluate(() => !!window.customElements && document.scripts.length > 0).catch(() => false))
            await page.waitForFunction((n) =>
                document.querySelectorAll("[data-list] input[name=upload]:enabled").length >= n ||
                document.querySelector("#files").files.length >= n, files.length);
    }
    if (name !== undefined)
        await page.fill("#name", name);
    if (email !== undefined)
        await page.fill("#email", email);
    await page.locator("form[action='/new'] button.primary[type=submit]").click();
    await page.waitForSelector(".received");
    return Number((await page.locator(".received .number").first().textContent()).trim());
}

// The agent's composer. Without `after` the usual next state is taken.
export async function reply(page, number, text, { note = false, after } = {}) {
    await page.goto(`/t/${number}`);
    await page.check(`input[name=mode][value=${note ? "note" : "reply"}]`, { force: true });
    const editor = page.locator("#editor");
    if (await editor.isVisible()) {
        await editor.click();
        await page.keyboard.type(text);
    } else {
        await page.fill("#body", text);
    }
    if (after)
        await page.selectOption("#composer select[name=state]", after);
    await Promise.all([page.waitForResponse((response) =>
        response.request().method() === "POST" && response.url().endsWith(`/t/${number}/reply`)),
    page.locator(note ? ".send-note" : ".send-reply").click()]);
    await page.waitForLoadState();
    await page.getByText(text).first().waitFor();
}

export async function resolve(page, number, solution) {
    await page.goto(`/t/${number}`);
    await page.locator("summary", { hasText: /Resolve with|Resolver/ }).click();
    await page.fill("#solution", solution);
    await page.locator(`form[action='/t/${number}/resolve'] button[type=submit]`).click();
    await page.waitForSelector(".state-done");
}

// The one link of a mail whose path begins so.
export function linkIn(mail, url, prefix) {
    const found = mail.links.map((link) => link.replace(/[.,]$/, ""))
        .filter((link) => link.startsWith(url + prefix));
    assert.ok(found.length > 0, `no link to ${prefix} in:\n${mail.text}`);
    return found[0];
}
