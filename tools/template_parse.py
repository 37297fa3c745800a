#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a template (tools/templates.py) into a tree, and its C expressions."""
import re


class Bad(Exception):
    def __init__(self, line, what, right=""):
        super().__init__(what + ("; " + right if right else ""))
        self.line = line


# ---- Directives


def split_file(text):
    """Yields (line, literal or None, directive or None)."""
    at, line = 0, 1
    while at < len(text):
        start = text.find("{{", at)
        if start < 0:
            yield line, text[at:], None
            return
        if start > at:
            yield line, text[at:start], None
            line += text.count("\n", at, start)
        end = directive_end(text, start + 2, line)
        yield line, None, text[start + 2:end]
        line += text.count("\n", start, end)
        at = end + 2


def directive_end(text, at, line):
    quoted = False
    if text.startswith("!", at):
        end = text.find("}}", at)
        if end < 0:
            raise Bad(line, "this comment has no end", "write }} after it")
        return end
    while at < len(text):
        if text[at] == "\\" and quoted:
            at += 1
        elif text[at] == '"':
            quoted = not quoted
        elif text.startswith("}}", at) and not quoted:
            return at
        elif text.startswith("{{", at) and not quoted:
            break
        at += 1
    raise Bad(line, "this {{ has no end", "write }} after it")


TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|(\d+)|(->|&&|\|\||[=!<>]=|[-.!<>()\[\]&*]))',
                   re.S)


def tokens(text, line):
    at, found = 0, []
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if not match:
            raise Bad(line, f"cannot read {text[at:].strip()[:20]!r} in {{{{{text.strip()}}}}}",
                      "paths like v.name, numbers, CONSTANTS and \"texts\" may stand here")
        at = match.end()
        found.append(next(g for g in match.groups() if g is not None))
    return found


def unquote(token):
    text = re.sub(r"\\(.)", lambda m: "\n" if m.group(1) == "n" else "\0" + m.group(1),
                  re.sub(r"\s+", " ", token[1:-1]))
    return text.replace("\0", "")


class Reader:
    """Reads the words of one directive; names in scope are pointers."""

    def __init__(self, text, line, scope):
        self.all, self.line, self.scope = tokens(text, line), line, scope
        self.text, self.at = text, 0

    def peek(self):
        return self.all[self.at] if self.at < len(self.all) else ""

    def take(self):
        self.at += 1
        return self.all[self.at - 1] if self.at <= len(self.all) else ""

    def fail(self, what, right=""):
        raise Bad(self.line, f"{what} in {{{{{self.text.strip()}}}}}", right)

    def end(self):
        if self.peek():
            self.fail(f"did not expect {self.peek()!r}")

    def string(self):
        if not self.peek().startswith('"'):
            self.fail("a \"text\" is missing")
        return unquote(self.take())

    def path(self):
        star = self.take() if self.peek() in ("*", "&") else ""
        name = self.take()
        if name not in self.scope:
            names = ", ".join(n for n in self.scope if not n.endswith("_i")) or "nothing"
            self.fail(f"there is no {name!r} here" if name else "a path is missing",
                      f"in scope: {names}")
        c, pointer = name, not name.endswith("_i") or self.scope[name] == "pointer"
        while self.peek() in (".", "->", "["):
            step = self.take()
            if step == "[":
                index = self.take()
                if not (index.isdigit() or index in self.scope) or self.take() != "]":
                    self.fail("an index is a number or a loop's index, like [0] or [r_i]")
                c += f"[{index}]"
                pointer = False
                continue
            field = self.take()
            if not re.fullmatch(r"[A-Za-z_]\w*", field):
                self.fail(f"a field's name is missing after {step!r}")
            c += ("->" if pointer else step) + field
            pointer = False
        return star + c

    def operand(self):
        token = self.peek()
        if token == "(":
            self.take()
            inner = self.condition()
            if self.take() != ")":
                self.fail("a ) is missing")
            return f"({inner})", False
        if token.isdigit() or (token == "-" and self.all[self.at + 1:self.at + 2]):
            number = self.take()
            return (number + self.take() if number == "-" else number), False
        if re.fullmatch(r"[A-Z][A-Z0-9_]*", token) and token not in self.scope:
            return self.take(), False
        return self.path(), True

    def comparison(self):
        if self.peek() == "!":
            self.take()
            return "!" + self.comparison()
        left, is_path = self.operand()
        if self.peek() in ("==", "!=", "<", ">", "<=", ">="):
            sign = self.take()
            return f"({left} {sign} {self.operand()[0]})"
        return f"tpl_true({left})" if is_path else left

    def condition(self):
        c = self.comparison()
        while self.peek() in ("&&", "||"):
            sign = self.take()
            c = f"({c} {sign} {self.comparison()})" if sign == "&&" else \
                f"({c} || {self.all_and()})"
        return c

    def all_and(self):
        c = self.comparison()
        while self.peek() == "&&":
            self.take()
            c = f"({c} && {self.comparison()})"
        return c


# ---- The tree


class Node:
    def __init__(self, kind, line, **rest):
        self.kind, self.line = kind, line
        self.__dict__.update(rest)


CLOSES = {"if": "/if", "each": "/each", "layout": "/layout", "_": "/_"}


def parse(pieces):
    """pieces: list of (line, literal, directive). Returns the list of nodes."""
    root = Node("root", 0, body=[])
    stack, into = [root], [root.body]
    for line, literal, directive in pieces:
        if literal is not None:
            into[-1].append(Node("text", line, text=literal))
            continue
        word = directive.strip()
        if word.startswith("!"):
            continue
        head = word.split(None, 1)[0] if word else ""
        rest = word[len(head):]
        if not head:
            raise Bad(line, "{{}} is empty", "name a value, like {{v.subject}}")
        if head.startswith("#") and head[1:] in CLOSES:
            node = Node(head[1:], line, head=rest, body=[], parts=[])
            into[-1].append(node)
            stack.append(node)
            node.parts.append((rest, node.body, line))
            into.append(node.body)
        elif head in ("else", "next"):
            open_block(stack, into, head, rest, line)
        elif head.startswith("/"):
            close_block(stack, into, head, line)
        else:
            into[-1].append(Node("word", line, head=head, rest=rest, all=word))
    if len(stack) > 1:
        node = stack[-1]
        raise Bad(node.line, f"{{{{#{node.kind}}}}} is not closed",
                  f"write {{{{{CLOSES[node.kind]}}}}}")
    return root.body


def open_block(stack, into, head, rest, line):
    node = stack[-1]
    fits = ("if", "each") if head == "else" else ("_",)
    if node.kind not in fits:
        raise Bad(line, f"{{{{{head}}}}} belongs inside {{{{#{fits[0]}}}}}")
    if head == "else" and len(node.parts) > 1 and node.parts[-1][0] is None:
        raise Bad(line, "a second {{else}}", "only one may stand, as the last")
    condition = None
    if head == "else" and rest.strip():
        if node.kind == "each" or not rest.split()[0] == "if":
            raise Bad(line, f"did not expect {rest.strip()!r} after else")
        condition = rest.strip()[2:]
    body = []
    node.parts.append((condition, body, line))
    into[-1] = body


def close_block(stack, into, head, line):
    node = stack[-1]
    if CLOSES.get(node.kind) != head:
        what = f"{{{{#{node.kind}}}}} of line {node.line} is still open" if len(stack) > 1 else \
            "nothing is open"
        raise Bad(line, f"{{{{{head}}}}} closes nothing: {what}",
                  f"write {{{{{CLOSES[node.kind]}}}}}" if len(stack) > 1 else "remove it")
    stack.pop()
    into.pop()
