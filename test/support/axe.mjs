// SPDX-License-Identifier: Apache-2.0
// WCAG 2.2 AA by axe-core on the page as it stands, whatever the page's own policy on scripts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The findings, each in one readable line; [] is what one wants.
export async function findings(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate((tags) =>
        window.axe.run({ runOnly: { type: "tag", values: tags } }), RULES);
    return violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id} (${violation.impact}): ${node.target.join(" ")}: ` +
        node.failureSummary.split("\n").slice(1, 2).join(" ").trim()));
}

// How far the page is wider than the window, in px (0: no horizontal scrolling).
export function overflow(page) {
    return page.evaluate(() => {
        const root = document.scrollingElement;
        const extra = root.scrollWidth - root.clientWidth;
        if (extra <= 0)
            return "";
        const widest = [...document.querySelectorAll("body *")]
            .map((e) => ({ e, right: e.getBoundingClientRect().right }))
            .sort((a, b) => b.right - a.right)[0];
        return `${extra} px by <${widest.e.tagName.toLowerCase()} class="${widest.e.className}">`;
    });
}
