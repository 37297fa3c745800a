#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mutate.py [--n N] [--seed S] [--seconds T] [--files A.c,B.c]: do the tests of src/plan notice?

Changes one line of src/plan at a time (a comparison, a bound, a sign, a dropped statement),
compiles that file without sanitizers, links the unit tests of src/plan and runs them. A change
that every test survives is printed with its place. Ends with the score: the share of changes
that were caught. Works on copies; the tree stays as it is."""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BASE = ["arena", "buf", "clock", "str", "utf8", "zone", "zone_near", "lang"]
FLAGS = ["-O1", "-std=gnu17", "-D_GNU_SOURCE", "-w", "-I" + os.path.join(ROOT, "src")]
SWAPS = [(" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "), (" == ", " != "),
         (" != ", " == "), (" && ", " || "), (" || ", " && "), (" + ", " - "), (" - ", " + "),
         (" * ", " / "), ("true", "false"), ("false", "true"), ("return !", "return "),
         (" + 1", ""), (" - 1", ""), ("continue;", "break;"), (" ? ", " && 0 ? ")]
STATEMENT = re.compile(r"^\s+[a-z][\w>.\[\]&*()-]* (?:[-+|&]?=) [^;]+;$|^\s+[a-z_]+\([^;]*\);$")


def run(args, **more):
    return subprocess.run(args, capture_output=True, **more)


def mutants(path):
    """Yields (line number, changed line) for code lines, never for declarations or comments."""
    inside = False
    for number, line in enumerate(open(path, encoding="utf-8").read().split("\n"), 1):
        inside = line.startswith("{") or (inside and not line.startswith("}"))
        code = line.split("/*")[0]
        if not inside or not code.strip() or code.strip().startswith(("*", "//", '"')):
            continue
        masked = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: "\0" * len(m[0]), code)
        for old, new in SWAPS:
            at = masked.find(old)
            if at >= 0:
                yield number, line[:at] + new + line[at + len(old):]
        if STATEMENT.match(masked) and "assert" not in masked:
            yield number, "    ;"


def compile_to(source, target):
    return run(["gcc", *FLAGS, "-c", source, "-o", target]).returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--files", default="")
    options = parser.parse_args()
    plan = os.path.join(ROOT, "src", "plan")
    names = sorted(f[:-2] for f in os.listdir(plan) if f.endswith(".c") and "_test" not in f)
    tests = sorted((f[:-2] for f in os.listdir(plan) if f.endswith("_test.c")), key=lambda t: t == "language_test")
    chosen = [f.removesuffix(".c") for f in options.files.split(",") if f] or names
    with tempfile.TemporaryDirectory() as work:
        objects = {n: os.path.join(work, n + ".o") for n in names + tests}
        for n in names + tests:
            if not compile_to(os.path.join(plan, n + ".c"), objects[n]):
                sys.exit(f"{n}.c does not compile")
        base = []
        catalogue = os.path.join(work, "catalogue.c")
        lang = os.path.join(ROOT, "src", "base", "lang")
        run([sys.executable, os.path.join(ROOT, "tools", "catalogue.py"), catalogue,
             *(os.path.join(lang, f) for f in sorted(os.listdir(lang)))], check=True)
        for n in [os.path.join(ROOT, "src", "base", b + ".c") for b in BASE] + [catalogue]:
            base.append(os.path.join(work, "base_" + os.path.basename(n) + ".o"))
            if not compile_to(n, base[-1]):
                sys.exit(f"{n} does not compile")

        def caught(changed, at):
            use = [at if n == changed else objects[n] for n in names] + base
            for t in tests:
                program = os.path.join(work, "run")
                if run(["gcc", objects[t], *use, "-lcmocka", "-o", program]).returncode:
                    return None
                try:
                    if run([program], cwd=ROOT, timeout=20).returncode:
                        return True
                except subprocess.TimeoutExpired:
                    return True
            return False

        if caught("", ""):
            sys.exit("the tests fail without any change")
        every = [(n, *m) for n in chosen for m in mutants(os.path.join(plan, n + ".c"))]
        random.Random(options.seed).shuffle(every)
        seen = found = 0
        started = os.times().elapsed
        for name, number, line in every[:options.n]:
            if os.times().elapsed - started > options.seconds:
                break
            path = os.path.join(plan, name + ".c")
            text = open(path, encoding="utf-8").read().split("\n")
            before, text[number - 1] = text[number - 1], line
            copy = os.path.join(work, "changed.c")
            open(copy, "w", encoding="utf-8").write("\n".join(text))
            result = caught(name, copy[:-2] + ".o") if compile_to(copy, copy[:-2] + ".o") else None
            if result is None:
                continue
            seen += 1
            found += result
            if not result:
                print(f"src/plan/{name}.c:{number}: not caught: {before.strip()} -> {line.strip()}",
                      flush=True)
        print(f"{found} of {seen} changes caught: {100 * found / max(seen, 1):.0f} %")


main()
