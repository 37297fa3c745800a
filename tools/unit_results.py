# SPDX-License-Identifier: Apache-2.0
"""Turns Meson's log of a test run (cmocka speaking TAP) into one line for each case:
"passed|failed|skipped NAME: CASE".  A program that ended badly without naming a failed case
(a crash, a leak, a time limit) is a failure of its own."""
import json
import re
import sys


def cases(run):
    program = run['name'].split(':')[-1].strip()
    found = []
    for line in (run.get('stdout') or '').splitlines():
        match = re.match(r'(ok|not ok) \d+ *-? *(.*)', line)
        if not match:
            continue
        name = match.group(2).strip() or 'case'
        if '# SKIP' in line or name.startswith('# SKIP'):
            found.append(('skipped', name.replace('# SKIP', '').strip()))
        else:
            found.append(('passed' if match.group(1) == 'ok' else 'failed', name))
    bad = run['result'] not in ('OK', 'SKIP', 'EXPECTEDFAIL')
    if bad and not any(kind == 'failed' for kind, _ in found):
        found.append(('failed', f"whole program: {run['result']}"))
    if not found:
        found.append(('skipped' if run['result'] == 'SKIP' else 'passed', 'whole program'))
    return [f'{kind} {program}: {name}' for kind, name in found]


with open(sys.argv[1], encoding='utf-8', errors='replace') as log:
    for text in log:
        if text.strip():
            print('\n'.join(cases(json.loads(text))))
