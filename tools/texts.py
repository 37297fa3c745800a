#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""texts.py [--fill] ROOT: checks that every text for people is translated.

Gathers the texts that templates and C show, and compares them with src/base/lang/*.po. Ends with
1 when a catalogue lacks a text or has one that nobody shows; --fill prints the missing ones,
ready to be translated and appended.

A text of C is a literal given to tr(), FAIL() and the like, to a function or macro that hands its
parameter on to one of those, or marked N_("..."). "%s" alone or a text without letters needs no
translation."""
import os
import re
import sys
from catalogue import read_po
from template_parse import Bad
from templates import Compiler, arguments

# Function or macro: which of its arguments are texts, from 0. Others are found by follow().
FUNCTIONS = {"tr": (1,), "tr_n": (2, 3), "N_": (0,), "err_new": (5,), "ERR": (2,),
             "FAIL": (2,), "ERR_FIELD": (2,), "FAIL_FIELD": (2,), "db_one": (2,),
             "db_one_args": (2,)}
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
CALL = re.compile(r"\b(\w+)\s*\(")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'", "?": "?"}


def c_string(body):
    raw = re.sub(rb"\\x([0-9a-fA-F]{2})|\\([0-7]{1,3})|\\(.)", lambda m:
                 bytes([int(m[1], 16)]) if m[1] else bytes([int(m[2], 8)]) if m[2] else
                 ESCAPES[m[3].decode()].encode(), body.encode("utf-8"))
    return raw.decode("utf-8")


def without_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  lambda m: m[0] if m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]), text,
                  flags=re.S)


def call_arguments(text, at):
    """The arguments of the call whose ( ends just before `at`, as texts; None when unclosed."""
    found, depth, start = [], 0, at
    while at < len(text):
        char = text[at]
        if char in "\"'":
            match = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'').match(text, at)
            if not match:
                return None
            at = match.end()
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}" and depth:
            depth -= 1
        elif char == ")":
            return found + [text[start:at]]
        elif char == "," and not depth:
            found.append(text[start:at])
            start = at + 1
        at += 1
    return None


def literals(argument):
    """Texts that an argument may be: "a" "b" is one, c ? "a" : "b" are two."""
    bare = LITERAL.sub(lambda m: '"' * len(m[0]), argument)
    if re.search(r"\w\s*\(", bare):
        return  # a call inside: it is seen by itself
    for choice in split_choices(argument, bare):
        pieces = LITERAL.findall(choice)
        if pieces:
            yield c_string("".join(pieces))


def split_choices(argument, bare):
    start = 0
    for at, char in enumerate(bare):
        if char in "?:":
            yield argument[start:at]
            start = at + 1
    yield argument[start:]


def definitions(text):
    """(name, parameters, body) of the functions and macros of a C file."""
    for match in re.finditer(r"^(\w+)\(([^;{}]*)\)\n\{\n(.*?)^\}", text, re.M | re.S):
        yield match[1], [re.sub(r".*\W", "", p.strip(), flags=re.S)
                         for p in match[2].split(",")], match[3]
    for match in re.finditer(r"^#define (\w+)\(([^)]*)\)((?:\\\n|[^\n])*)", text, re.M):
        yield match[1], [p.strip() for p in match[2].split(",")], match[3]


def follow(sources):
    """FUNCTIONS and all that hand a parameter on to one of them."""
    known = dict(FUNCTIONS)
    found = [d for text in sources.values() for d in definitions(text)]
    before = -1
    while before != len(known):
        before = len(known)
        for name, parameters, body in found:
            if name in known:
                continue
            handed = {given[i].strip().strip("()") for call in CALL.finditer(body)
                      for given in [call_arguments(body, call.end()) or []]
                      for i in known.get(call[1], ()) if i < len(given)}
            which = tuple(i for i, p in enumerate(parameters) if p in handed)
            if which:
                known[name] = which
    return known


def texts_of_c(text, functions):
    for match in CALL.finditer(text):
        which = functions.get(match[1])
        given = which and call_arguments(text, match.end())
        if not given:
            continue
        for index in which:
            for found in literals(given[index]) if index < len(given) else ():
                yield text.count("\n", 0, match.start()) + 1, found


def texts_of_template(path, root):
    options = arguments(["--out", "", "--header", "x.h"] + ["--mail"] * ("/mail/" in path))
    compiler = Compiler(path, options)
    options.asset = options.icons = None  # the build itself checks those
    try:
        compiler.compile()
    except Bad as bad:
        print(f"{os.path.relpath(path, root)}:{bad.line}: {bad}", file=sys.stderr)
    return compiler.used


def needs_translation(text):
    return bool(re.search(r"[^\W\d_]", re.sub(r"%(\d+\$)?[-0-9.l]*[a-zA-Z]", "", text)))


def read_sources(root):
    """{path: text} of C without comments, [paths] of templates."""
    sources, templates = {}, []
    for folder, _, names in sorted(os.walk(os.path.join(root, "src"))):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if "_test" in name:
                continue
            if name.endswith((".c", ".h")):
                with open(path, encoding="utf-8") as file:
                    sources[path] = without_comments(file.read())
            elif name.endswith((".html", ".txt")) and re.search(r"/src/(web|mail)/", path):
                templates.append(path)
    return sources, templates


def gather(root):
    """{text: FILE:LINE of its first use}"""
    used = {}
    sources, templates = read_sources(root)
    functions = follow(sources)
    found = [(path, texts_of_c(text, functions)) for path, text in sources.items()]
    found += [(path, texts_of_template(path, root)) for path in templates]
    for path, texts in found:
        for line, text in texts:
            if text:
                used.setdefault(text, f"{os.path.relpath(path, root)}:{line}")
    return used


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def check(root, fill):
    used, faults = gather(root), []
    folder = os.path.join(root, "src/base/lang")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".po"):
            continue
        have = {}
        for line, msgid, _ in read_po(os.path.join(folder, name)):
            if msgid in have:
                faults.append(f"src/base/lang/{name}:{line}: {quote(msgid)} stands in line "
                              f"{have[msgid]} already; remove one")
            elif msgid:
                have[msgid] = line
        missing = [t for t in used if t not in have and needs_translation(t)]
        for text in missing:
            if fill:
                print(f"# {used[text].rsplit(':', 1)[0]}\nmsgid {quote(text)}\nmsgstr \"\"\n")
            else:
                faults.append(f"{used[text]}: not in {name}: {quote(text)}")
        faults += [f"src/base/lang/{name}:{have[t]}: nobody shows {quote(t)}; remove it"
                   for t in have if t not in used]
    return faults


def main(argv):
    fill = "--fill" in argv
    roots = [a for a in argv if a != "--fill"]
    faults = check(roots[0] if roots else os.path.join(os.path.dirname(__file__), ".."), fill)
    if not fill:
        print("\n".join(faults) if faults else "every text is translated")
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
