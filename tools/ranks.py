#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ranks.py [ROOT]: checks the rules of the house that a compiler does not.

Who may include whom, one folder for each outside library, SQL in desk and store only, banned
functions, licence lines, sizes of functions and files, nothing left unfinished. Prints
FILE:LINE: what; what would be right, and ends with 1 when there was anything."""
import os
import re
import subprocess
import sys

RANKS = {"base": 0, "store": 1, "text": 1, "mime": 1, "http": 1, "plan": 1, "desk": 2,
         "mail": 3, "web": 3, "api": 3, "cli": 3, "app": 4}

# Header (its beginning) of an outside library: folders that may include it.
LIBRARIES = {
    "sodium": {"base"}, "jansson": {"base"}, "sqlite3": {"store"}, "libpq": {"store"},
    "gmime": {"mime"}, "gumbo": {"text"}, "cmark-gfm": {"text", "plan"},
    "microhttpd": {"http"}, "curl": {"mail"}, "seccomp": {"app", "mime"}, "unicode": {"mime"}, "zlib": {"http"},
    "brotli": {"http"}, "graphviz": {"text"},
}
BANNED = set("""strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atof gets gmtime
    localtime alloca system popen tmpnam mktemp""".split())
# A statement, not a sentence: UPDATE needs SET, SELECT needs FROM or a function, and so on.
SQL = re.compile(r"\b(SELECT\s.*\bFROM\b|SELECT\s+\w+\(|INSERT\s+INTO|UPDATE\s+\w+\s+SET|"
                 r"DELETE\s+FROM|CREATE\s+(TABLE|INDEX|UNIQUE)|ALTER\s+TABLE|DROP\s+TABLE|"
                 r"PRAGMA\s+\w+|SAVEPOINT\s+\w+)", re.S)
LICENCE = "SPDX-License-Identifier: Apache-2.0"
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
FUNCTION_LINES, FILE_LINES, PARAMETERS = 70, 800, 5


def blank(text, keep_strings=False):
    """The C text with comments (and strings) replaced by blanks, lines kept."""
    def cut(match):
        found = match.group(0)
        if found[0] in "\"'" and keep_strings:
            return found
        edge = found[0] if found[0] in "\"'" else ""
        return edge + re.sub(r"[^\n]", " ", found[len(edge):len(found) - len(edge)]) + edge
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', cut, text,
                  flags=re.S)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check_includes(folder, text):
    for match in re.finditer(r'^\s*#\s*include\s+(["<])([^">]+)[">]', text, re.M):
        line, kind, header = line_of(text, match.start()), match.group(1), match.group(2)
        other = header.split("/")[0]
        if kind == '"' and other in RANKS and "/" in header:
            if other != folder and RANKS[other] >= RANKS[folder]:
                yield line, (f"{folder} (rank {RANKS[folder]}) includes {header} "
                             f"(rank {RANKS[other]}); only lower ranks may be included")
        elif kind == '"':
            yield line, f'"{header}" is not FOLDER/FILE; write "{folder}/{header}"'
        for library, folders in LIBRARIES.items():
            if kind == "<" and header.startswith(library) and folder not in folders:
                yield line, (f"<{header}> belongs to {' and '.join(sorted(folders))} only; "
                             "call what that folder offers")


def check_calls(code):
    for match in re.finditer(r"\b(\w+)\s*\(", code):
        if match.group(1) in BANNED and code[:match.start()].rstrip()[-2:] not in ("->",) and \
                not code[:match.start()].endswith("."):
            yield line_of(code, match.start()), f"{match.group(1)}() is banned; see STYLE"


def check_sql(folder, text):
    if folder in ("desk", "store"):
        return
    kept = blank(text, keep_strings=True)
    for match in re.finditer(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*', kept):
        if SQL.search(re.sub(r'"\s*"', "", match.group(0))):
            yield line_of(kept, match.start()), "SQL; move it to desk, to the file that owns it"


def functions(code):
    """(line, name, parameters, lines of the body) of each function at file level."""
    lines = code.split("\n")
    for i, text in enumerate(lines):
        if text != "{":
            continue
        end = next((j for j in range(i, len(lines)) if lines[j].startswith("}")), len(lines))
        head, start = [], i - 1
        while start >= 0 and lines[start].strip() and \
                not lines[start].rstrip().endswith((";", "}")) and lines[start][0] != "#":
            head.insert(0, lines[start])
            start -= 1
        match = re.search(r"(\w+)\s*\((.*)\)\s*$", " ".join(head), re.S)
        if match:
            yield i + 1, match.group(1), match.group(2), end - i - 1


def count_parameters(parameters):
    flat = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", parameters))
    flat = flat.replace("const char *file, int line", "")  # given by a macro
    names = [] if flat.strip() in ("", "void") else flat.split(",")
    return sum(1 for p in names if not re.search(r"\bstruct cx \*\s*cx\b", p))


def check_functions(path, code):
    for line, name, parameters, length in functions(code):
        if length > FUNCTION_LINES and not (path.endswith("_test.c") and name == "main"):
            yield line, (f"{name}() has {length} lines; split it, {FUNCTION_LINES} are the "
                         "most")
        if "MHD_" in parameters:
            continue  # a callback, whose parameters the library chose
        if count_parameters(parameters) > PARAMETERS:
            yield line, (f"{name}() takes {count_parameters(parameters)} parameters beside cx; "
                         f"{PARAMETERS} are the most, hand over a struct")


def check_c(folder, path, text):
    code = blank(text)
    yield from check_includes(folder, blank(text, keep_strings=True)
                              if '"' in text else text)
    yield from check_calls(code)
    yield from check_functions(path, code)
    if not path.endswith("_test.c"):
        yield from check_sql(folder, text)
    own = os.path.basename(path).rsplit(".", 1)[0]
    if path.endswith(".c") and not path.endswith("_test.c"):
        first = re.search(r'#include\s+["<]([^">]+)', code and blank(text, keep_strings=True))
        if first and os.path.exists(path[:-2] + ".h") and \
                first.group(1) != f"{folder}/{own}.h":
            yield line_of(text, first.start()), f'include "{folder}/{own}.h" first'


def check_any(path, text):
    first = text.split("\n", 3)[:3]
    if not any(LICENCE in line for line in first):
        yield 1, f"the licence line is missing; begin with {LICENCE}"
    if path.endswith((".c", ".h", ".py", ".mjs", ".js", ".css")):
        lines = text.count("\n")
        if lines > FILE_LINES:
            yield 1, f"{lines} lines; split the file, {FILE_LINES} are the most"
        for match in UNFINISHED.finditer(text):
            if not path.endswith("tools/ranks.py"):
                yield line_of(text, match.start()), f"{match.group(0)}: finish it or leave it out"


def tracked(root):
    names = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                           capture_output=True, text=True, check=True).stdout.split("\n")
    return [n for n in names if n and os.path.isfile(os.path.join(root, n))]


def is_source(name):
    if name.startswith(("test/fuzz/", "test/plans/", "test/support/", "src/cli/demo/")) and \
            name.endswith((".html", ".md", ".txt")):
        return False  # what is read in tests and shown in the demonstration, as people write it
    return name.endswith((".c", ".h", ".py", ".mjs", ".js", ".css", ".sh", ".sql", ".html",
                          ".md", ".po", ".txt", "meson.build")) or \
        name.startswith(("script/", ".ci/"))


def check_file(root, name):
    try:
        with open(os.path.join(root, name), encoding="utf-8") as file:
            text = file.read()
    except UnicodeDecodeError:
        yield 1, "not UTF-8"
        return
    yield from check_any(name, text)
    parts = name.split("/")
    if parts[0] == "src" and len(parts) > 2 and name.endswith((".c", ".h")):
        if parts[1] not in RANKS:
            yield 1, f"src/{parts[1]} has no rank; see RANKS in tools/ranks.py"
            return
        yield from check_c(parts[1], os.path.join(root, name), text)


def check(root):
    return [f"{name}:{line}: {what}" for name in tracked(root) if is_source(name)
            for line, what in check_file(root, name)]


def main(argv):
    faults = check(argv[0] if argv else os.path.join(os.path.dirname(__file__), ".."))
    print("\n".join(faults) if faults else "the rules of the house are kept")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
