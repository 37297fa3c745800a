// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, as different people hold it. Whatever goes wrong inside a page (an
// exception, a console error, a breach of the content security policy, a failed request)
// fails the test that ends it with context.done().
import { chromium } from "playwright-core";
import { atEnd } from "./run.mjs";

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

let shared;
export async function browser() {
    if (!shared) {
        shared = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
            args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        atEnd(() => shared.close());
    }
    return shared;
}

// A person at a browser: {page, context, faults, done()}.
// allow  faults that a test provokes on purpose (RegExps)
export async function person(url, { dark = false, phone = false, script = true, language = "en-US",
    allow = [], viewport, reducedMotion = "reduce", ...more } = {}) {
    const context = await (await browser()).newContext({ baseURL: url, javaScriptEnabled: script,
        colorScheme: dark ? "dark" : "light", viewport: viewport ?? (phone ? PHONE : DESKTOP),
        hasTouch: phone, locale: language, reducedMotion, timezoneId: "UTC", ...more });
    context.setDefaultTimeout(15000);
    const faults = [];
    const add = (text) => {
        if (!allow.some((pattern) => pattern.test(text)))
            faults.push(text);
    };
    context.on("weberror", (e) => add(`exception: ${e.error().stack ?? e.error()}`));
    context.on("console", (message) => {
        // Chromium also reports a form that comes back with its errors; "response" below judges.
        if (/^Failed to load resource/.test(message.text()))
            return;
        if (["error", "warning"].includes(message.type()))
            add(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("requestfailed", (request) => {
        const why = request.failure()?.errorText ?? "";
        if (!/ERR_ABORTED/.test(why))
            add(`request: ${request.method()} ${request.url()}: ${why}`);
    });
    context.on("response", (response) => {
        if (response.status() >= 500 || (response.status() >= 400 &&
            response.request().resourceType() !== "document"))
            add(`response: ${response.status()} ${response.request().method()} ${response.url()}`);
    });
    if (script)
        await context.addInitScript(() => {
            document.addEventListener("securitypolicyviolation", (e) =>
                console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
        });
    const page = await context.newPage();
    return {
        page, context, faults,
        async done() {
            await context.close();
            if (faults.length > 0)
                throw new Error(`The pages complained:\n${faults.join("\n")}`);
        },
    };
}
