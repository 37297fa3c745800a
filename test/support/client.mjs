// SPDX-License-Identifier: Apache-2.0
// A browser without a screen: cookies, forms and redirects, so that a test can also send what
// no page would.
import assert from "node:assert/strict";
import { PASSWORD } from "./desk.mjs";

// Each Set-Cookie of an answer. Debian's Node.js 18 gives them joined by commas; no cookie of
// ours holds one.
export function setCookies(headers) {
    return headers.getSetCookie?.() ?? (headers.get("set-cookie") ?? "").split(/,\s*/).filter(Boolean);
}

export class Client {
    constructor(url) {
        this.url = url;
        this.jar = new Map();
    }

    get cookies() {
        return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    }

    async request(method, at, { headers = {}, body } = {}) {
        const response = await fetch(new URL(at, this.url), { method, body, redirect: "manual",
            headers: { "Accept-Language": "en", ...(this.jar.size ? { Cookie: this.cookies } : {}), ...headers } });
        for (const cookie of setCookies(response.headers)) {
            const [pair, ...attributes] = cookie.split(/;\s*/);
            const at_ = pair.indexOf("=");
            const gone = attributes.some((a) => /^max-age=0$/i.test(a));
            if (gone)
                this.jar.delete(pair.slice(0, at_));
            else
                this.jar.set(pair.slice(0, at_), pair.slice(at_ + 1));
        }
        const stream = /event-stream/.test(response.headers.get("content-type") ?? "");
        const bytes = stream ? Buffer.alloc(0) : Buffer.from(await response.arrayBuffer());
        if (stream)
            await response.body.cancel();
        return { status: response.status, headers: response.headers, bytes, text: bytes.toString(),
            location: response.headers.get("location") };
    }

    get(at, headers) {
        return this.request("GET", at, { headers });
    }

    // The values of the hidden fields of a page's forms whose action is `action` (or any).
    async form(at, action) {
        const page = await this.get(at);
        assert.equal(page.status, 200, `GET ${at}: ${page.status}`);
        return formIn(page.text, action);
    }

    // A token that this client may post with, from any page.
    async csrf(at = "/sign-in") {
        const page = await this.get(at);
        return /name="csrf"[^>]*value="([^"]+)"/.exec(page.text)?.[1];
    }

    post(at, fields, headers = {}) {
        return this.request("POST", at, { body: new URLSearchParams(fields).toString(),
            headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: this.url, ...headers } });
    }

    async signIn(email, password = PASSWORD) {
        const fields = await this.form("/sign-in");
        const answer = await this.post("/sign-in", { ...fields, email, password });
        assert.equal(answer.status, 303, `signing in as ${email}: ${answer.status} ${answer.text.slice(0, 2000)}`);
        return this;
    }
}

export function formIn(html, action) {
    const forms = html.match(/<form[^]*?<\/form>/g) ?? [];
    const form = forms.find((f) => !action ? /name="csrf"/.test(f)
        : unescape_(/action="([^"]*)"/.exec(f)?.[1] ?? "") === action);
    assert.ok(form, `a form ${action ?? ""} in:\n${html.slice(0, 3000)}`);
    const fields = {};
    for (const [input] of form.matchAll(/<input[^>]*>/g)) {
        const name = /name="([^"]*)"/.exec(input)?.[1];
        if (name && /type="hidden"/.test(input) && !/ disabled/.test(input))
            fields[name] = unescape_(/value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    return fields;
}

function unescape_(text) {
    return text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
