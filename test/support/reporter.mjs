// SPDX-License-Identifier: Apache-2.0
// Says what happens while it happens and leaves one line "passed|failed|skipped NAME" for each
// test in the file RESULTS, for script/test to count.
import { appendFileSync } from "node:fs";
import path from "node:path";

export default async function* reporter(source) {
    const failures = [];
    for await (const { type, data } of source) {
        if (type === "test:stderr" || type === "test:stdout") {
            yield data.message;
            continue;
        }
        if ((type !== "test:pass" && type !== "test:fail") || data.details?.type === "suite")
            continue;
        const kind = type === "test:fail" ? "failed"
            : data.skip !== undefined || data.todo !== undefined ? "skipped" : "passed";
        const name = `${path.basename(data.file ?? "").replace(".test.mjs", "")}: ${data.name}`;
        // A file is reported as a test of its own only when it ended badly.
        if (kind === "failed" && data.details?.error?.failureType === "subtestsFailed")
            continue;
        if (process.env.RESULTS)
            appendFileSync(process.env.RESULTS, `${kind} ${name.replaceAll("\n", " ")}\n`);
        yield `${kind === "passed" ? "  ok  " : kind === "failed" ? "FAILED" : "  --  "} ` +
            `${name}${kind === "skipped" ? ` (skipped: ${data.skip ?? data.todo})` : ""} ` +
            `${Math.round(data.details?.duration_ms ?? 0)} ms\n`;
        if (kind === "failed") {
            const error = data.details?.error;
            const cause = error?.cause ?? error;
            failures.push(`\nFAILED ${name}\n${cause?.stack ?? cause?.message ?? cause}\n`);
        }
    }
    for (const failure of failures)
        yield failure;
}
