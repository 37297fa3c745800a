// SPDX-License-Identifier: Apache-2.0
// Looks into the database from outside, with a SQLite that is not the program's.
import path from "node:path";
import { run } from "./run.mjs";

const READER = `
import json, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + ("?mode=ro" if sys.argv[2] == "r" else ""), uri=True, timeout=20)
db.row_factory = sqlite3.Row
rows = db.execute(sys.argv[3], json.loads(sys.argv[4])).fetchall()
db.commit()
json.dump([{k: (r[k].hex() if isinstance(r[k], bytes) else r[k]) for k in r.keys()} for r in rows], sys.stdout)
`;

async function python(data, mode, sql, args) {
    const { out, err, code } = await run("python3", ["-c", READER, path.join(data, "kindesk.db"), mode, sql,
        JSON.stringify(args)]);
    if (code !== 0)
        throw new Error(`${sql}: ${err}`);
    return JSON.parse(out);
}

// Rows as objects; blobs as hex.
export function rows(data, sql, ...args) {
    return python(data, "r", sql, args);
}

export async function value(data, sql, ...args) {
    const [row] = await rows(data, sql, ...args);
    return row && Object.values(row)[0];
}

// Damages what the program wrote, for tests of `kindesk check`.
export function change(data, sql, ...args) {
    return python(data, "w", sql, args);
}
