#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""embed.py OUTPUT FILE...: the files as bytes in a C table, struct demo_file demo_files[]."""
import os
import sys


def main():
    output, *files = sys.argv[1:]
    lines = ["/* Made by tools/embed.py. */", '#include "cli/demo_script.h"', ""]
    for number, path in enumerate(files):
        with open(path, "rb") as file:
            raw = file.read()
        lines.append(f"static const unsigned char file_{number}[] = {{")
        lines += ["    " + ", ".join(str(byte) for byte in raw[at:at + 20]) + ","
                  for at in range(0, len(raw), 20)]
        lines.append("};")
    lines.append("const struct demo_file demo_files[] = {")
    lines += [f'    {{"{os.path.basename(path)}", {{file_{number}, sizeof file_{number}}}}},'
              for number, path in enumerate(files)]
    lines += ["};", "const size_t demo_files_n = sizeof demo_files / sizeof *demo_files;", ""]
    with open(output, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main()
