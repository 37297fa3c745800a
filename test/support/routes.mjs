// SPDX-License-Identifier: Apache-2.0
// The routes table as the program itself prints it.
import { program, run } from "./run.mjs";

// What each permission of the table asks for: 0 nobody … 4 administrator.
export const LEVELS = { public: 0, "signed-in": 1, token: 1, agent: 2, manager: 3, administrator: 4 };

// [{method, path, permission, flags: [...]}]
export async function routes() {
    const { out, err, code } = await run(program, ["routes"]);
    if (code !== 0)
        throw new Error(err);
    return out.split("\n").map((line) => line.trim().split(/\s+/)).filter((f) => /^(GET|POST|PATCH|PUT|DELETE)$/.test(f[0]))
        .map(([method, path, permission, ...flags]) => ({ method, path, permission, flags }));
}
