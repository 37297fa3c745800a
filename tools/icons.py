#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""icons.py OUT.svg [--depfile FILE] --icons DIR [--icons DIR]... TEMPLATE...

Makes one SVG file of symbols with the icons that the templates use ({{icon "check"}}). An icon
is DIR/NAME.svg; the first DIR that has it wins. A page shows it with <use href="...#NAME">."""
import argparse
import os
import re
import sys
import xml.etree.ElementTree as xml

SVG = "{http://www.w3.org/2000/svg}"
KEPT = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


def used(templates):
    names = set()
    for path in templates:
        with open(path, encoding="utf-8") as file:
            names.update(re.findall(r'\{\{icon\s+"([^"]+)"\s*\}\}', file.read()))
    return sorted(names)


def write(element):
    tag = element.tag.replace(SVG, "")
    attributes = "".join(f' {name}="{value.replace(chr(34), "&quot;")}"'
                         for name, value in element.attrib.items())
    inner = "".join(write(child) for child in element)
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def symbol(name, path):
    root = xml.parse(path).getroot()
    attributes = "".join(f' {key}="{root.get(key)}"' for key in KEPT if root.get(key))
    return f'<symbol id="{name}"{attributes}>{"".join(write(c) for c in root)}</symbol>'


def main(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--depfile")
    parser.add_argument("--icons", action="append", default=[])
    parser.add_argument("template", nargs="*")
    options = parser.parse_intermixed_args(argv)
    symbols, read = [], []
    for name in used(options.template):
        found = [p for d in options.icons if os.path.exists(p := os.path.join(d, name + ".svg"))]
        if not found:
            sys.exit(f"icons.py: there is no icon {name!r} in {' or '.join(options.icons)}; "
                     "run script/bootstrap if node_modules is missing")
        symbols.append(symbol(name, found[0]))
        read.append(found[0])
    with open(options.out, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n")
    if options.depfile:
        with open(options.depfile, "w", encoding="utf-8") as file:
            file.write(f"{options.out}: {' '.join(p.replace(' ', chr(92) + ' ') for p in read)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
