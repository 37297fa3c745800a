#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""templates.py --out DIR --header web/templates.h [--po FILE]... [--asset NAME]...
                [--icons DIR] [--mail] FILE...

Compiles each FILE (NAME.html or NAME.txt) to DIR/NAME.html.c (or .txt.c) and writes one header
with all declarations. A template becomes

    void NAME_html(struct tpl *tpl, const struct VIEW *v);      (NAME_text for .txt)

HTML stays HTML; only {{...}} is special. The runtime is src/text/tpl.h.

    {{#view struct queue_view v "web/queue_view.h"}}
                             first: the view, its name, headers to include ("..." may repeat);
                             {{#view none}} for a template without values
    {{v.subject}}            a value, escaped by its C type and by where it stands. The first name
                             of a path is a pointer in scope, so v.a.b is v->a.b; write -> for
                             later pointers: v.ticket->subject. *r is what r points to
    {{#if E}} {{else if E}} {{else}} {{/if}}
                             E: paths, numbers, CONSTANTS, ! && || == != < > <= >= ( );
                             a path alone is true when it is a non-empty text, a number other
                             than 0, true, or a pointer other than NULL
    {{#each v.rows as r}} {{else}} {{/each}}
                             v.rows a pointer, v.rows_n the count; r points to the element,
                             r_i is its index
    {{> NAME E}}             partial: NAME_html(tpl, E), E being r, &r.person, v.x or nothing
    {{#layout NAME E}} {{/layout}}
                             puts what is between where {{body}} stands in NAME.html
    {{_ "Ticket %s" v.n}}    translated; %s (or %1$s) are the values, escaped by type; %% is %.
                             A value may be (time v.at), (date v.at), (until v.at), (ago v.at),
                             (duration v.ms), (size v.bytes), (_v v.label) or (_ "text")
    {{#_ "Read %s or %s"}}<a href="/a">{{_ "this"}}</a>{{next}}<b>...</b>{{/_}}
                             translated, with pieces of HTML as the values
    {{_n v.n "%s ticket" "%s tickets"}}
                             one or many; the first %s is the count, more values may follow
    {{_v v.label}}           translates a text that C chose (marked N_() there)
    {{time v.at}} {{until v.at}} {{ago v.at}} {{date v.at}}
                             a <time> element, or plain words inside an attribute; empty for 0
    {{duration v.ms}} {{size v.bytes}}
    {{icon "check"}} {{asset "app.css"}} {{csrf}} {{csrf_token}} {{lang}}
    {{! comment}}

Refused, because it would be unsafe or wrong in another language: values in <script>, <style>,
comments, tag and attribute names, unquoted attributes, on... and style attributes, and those of
htmx that run code; in an address (href, src, action, hx-get, ...) anything but a struct safe_url
at its beginning (after a literal /, ? or #, or mailto: or tel:, values are percent-encoded);
words that are not in {{_ "..."}}, unless in an element with translate="no"; elements left open
or opened in one branch and closed in another. Runs of white space become one blank, not in <pre>
and <textarea>. In .txt a line with nothing but {{#...}}, {{/...}}, {{else}} or {{!...}} vanishes.
"""
import argparse
import copy
import os
import re
import sys
from catalogue import read_po

VOID = set("area base br col embed hr img input link meta source track wbr".split())
URL_ATTRIBUTES = set("""href src action formaction poster data cite background manifest longdesc
    ping xlink:href hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url
    sse-connect data-url data-href""".split())
HX_PLAIN = {"hx-target", "hx-select", "hx-include", "hx-indicator", "hx-swap-oob"}
TRANSLATED = {"title", "alt", "placeholder", "aria-label", "aria-description",
              "aria-placeholder", "aria-roledescription", "aria-valuetext", "hx-confirm"}
TIMES = {"time": "tpl_time", "until": "tpl_until", "ago": "tpl_ago", "date": "tpl_date"}
WORDS = re.compile(r"[^\W\d_]{2,}")
SAY = {"time", "until", "ago", "date", "duration", "size", "_v"}


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


# ---- Where in the HTML a directive stands


class Html:
    """Follows the HTML of a template, as far as safety needs it."""

    def __init__(self, mail):
        self.mail = mail
        self.mode = "text"     # text tag name value unquoted comment raw markup
        self.stack = []        # (element, line, words allowed)
        self.tag = self.attr = self.quote = self.value = ""
        self.closing = self.self_closing = self.put = self.spaced = False
        self.attrs = {}
        self.words = None      # (line, words) of value="..." until type is known
        self.url = "start"     # start, safe, put, other

    def key(self):
        inside = self.mode != "text"
        return (self.mode, [s[0] for s in self.stack], inside and self.tag,
                self.mode == "value" and (self.quote, self.attr))

    def element(self):
        return self.stack[-1][0] if self.stack else ""

    def plain(self):
        return bool(self.stack) and self.stack[-1][2]

    def settle(self):
        """A directive follows: a name that was being read ends here."""
        if self.mode == "name":
            self.end_name()
        self.spaced = False

    def where(self):
        return {"tag": "inside a tag", "name": "in an attribute's name",
                "open": "in a tag's name", "before": "before an attribute's value",
                "unquoted": "in an unquoted attribute", "comment": "in a comment",
                "markup": "in <!...>", "raw": f"in <{self.element()}>"}.get(self.mode, "here")

    # -- text

    def feed(self, text, line):
        out = []
        for char in text:
            getattr(self, "at_" + self.mode)(char, line, out)
            if char == "\n":
                line += 1
        return "".join(out)

    def space(self, out):
        if not (out and out[-1] == " "):
            out.append(" ")

    def at_text(self, char, line, out):
        if char == "<":
            self.mode, self.tag, self.closing = "open", "", False
            self.attrs, self.put, self.self_closing = {}, False, False
            self.words = None
        elif char.isspace() and char != "\xa0" and not self.in_pre():
            return self.space(out)
        out.append(char)

    def in_pre(self):
        return any(s[0] in ("pre", "textarea") for s in self.stack)

    def at_open(self, char, line, out):
        out.append(char)
        if char == "/" and not self.tag:
            self.closing = True
        elif char == "!" and not self.tag:
            self.mode, self.value = "markup", ""
        elif char.isalnum() or (char == "-" and self.tag) or char == ":":
            self.tag += char.lower()
        elif not self.tag:
            raise Bad(line, "a < that begins no tag", "write &lt;")
        else:
            self.mode, self.spaced = "tag", True
            out.pop()
            self.at_tag(char, line, out)

    def at_markup(self, char, line, out):
        self.value += char
        if self.value.startswith("--"):
            self.mode = "comment"
        elif char == ">":
            self.mode = "text"
        out.append(char)

    def at_comment(self, char, line, out):
        self.value = (self.value + char)[-3:]
        if self.value == "-->":
            self.mode = "text"
        out.append(char)

    def at_tag(self, char, line, out):
        if char.isspace():
            self.spaced = True
            return self.space(out)
        if char == ">":
            out.append(char)
            return self.end_tag(line)
        if char == "/":
            self.self_closing = True
        elif char in "\"'=<`":
            raise Bad(line, f"did not expect {char} in <{self.tag}>")
        else:
            if not self.spaced:
                raise Bad(line, "attributes stand too close", "put a blank between them")
            self.mode, self.attr = "name", ""
            return self.at_name(char, line, out)
        out.append(char)

    def end_name(self):
        self.attrs[self.attr] = ""
        self.mode = "tag"

    def at_name(self, char, line, out):
        if char == "=":
            self.mode = "before"
            self.start_value(line)
        elif char.isspace() or char in ">/":
            self.end_name()
            self.spaced = False
            return self.at_tag(char, line, out)
        elif char in "\"'<`":
            raise Bad(line, f"did not expect {char} in the attribute {self.attr}")
        else:
            self.attr += char.lower()
        out.append(char)

    def start_value(self, line):
        name = self.attr
        if name in self.attrs:
            raise Bad(line, f"{name} stands twice in <{self.tag}>", "keep one")
        if name.startswith("on") and not self.mail:
            raise Bad(line, f"{name}=... runs script in the page, which our policy blocks",
                      "use a data- attribute and static/*.js")
        if name == "style" and not self.mail:
            raise Bad(line, "style=... is blocked by our content security policy",
                      "use a class")
        self.attrs[name] = ""
        self.value, self.url = "", "start"

    def at_before(self, char, line, out):
        out.append(char)
        if char in "\"'":
            self.mode, self.quote = "value", char
        elif char.isspace():
            raise Bad(line, f"a blank after {self.attr}=", "write the value without a blank")
        else:
            self.mode = "unquoted"

    def at_unquoted(self, char, line, out):
        if char.isspace() or char == ">":
            self.mode, self.spaced = "tag", False
            return self.at_tag(char, line, out)
        self.attrs[self.attr] += char
        out.append(char)

    def at_value(self, char, line, out):
        if char == self.quote:
            self.mode, self.spaced = "tag", False
            self.check_words(line)
        else:
            self.value += char
            self.attrs[self.attr] += char
            if self.url not in ("put", "safe", "other") or self.value == "//":
                self.url = url_state(self.value)
        out.append(char)

    def check_words(self, line):
        words = WORDS.findall(strip_entities(self.value))
        if not words or self.plain():
            return
        if self.attr in TRANSLATED:
            raise untranslated(line, self.value)
        if self.attr == "value" and self.tag == "input":
            self.words = (line, self.value)
        if self.attr == "content" and self.attrs.get("name") == "description":
            raise untranslated(line, self.value)

    # -- elements

    def end_tag(self, line):
        self.mode = "text"
        tag = self.tag
        if self.closing:
            if not self.stack or self.stack[-1][0] != tag:
                open_ = f"<{self.stack[-1][0]}> of line {self.stack[-1][1]} is open" \
                    if self.stack else "nothing is open"
                raise Bad(line, f"</{tag}> closes nothing: {open_}")
            self.stack.pop()
            return
        if self.words and self.attrs.get("type") in ("submit", "button", "reset") and \
                self.attrs.get("translate") != "no":
            raise untranslated(*self.words)
        if tag == "meta" and "http-equiv" in self.attrs and self.put:
            raise Bad(line, "a value in <meta http-equiv>", "send a header instead")
        if tag in ("script", "style") and not self.mail and not self.attrs.get("src"):
            raise Bad(line, f"<{tag}> in the page is blocked by our content security policy",
                      "put it into static/")
        if tag in VOID or (self.self_closing and self.in_svg()):
            return
        if self.self_closing:
            raise Bad(line, f"<{tag}/> does not close itself in HTML", f"write </{tag}>")
        self.stack.append((tag, line, self.plain() or self.attrs.get("translate") == "no"))
        if tag in ("script", "style"):
            self.mode, self.value = "raw", ""

    def in_svg(self):
        return self.tag == "svg" or any(s[0] in ("svg", "math") for s in self.stack)

    def at_raw(self, char, line, out):
        out.append(char)
        self.value = (self.value + char.lower())[-9:]
        if char == ">" and self.value.endswith(f"</{self.element()}>"):
            self.stack.pop()
            self.mode = "text"


def url_state(value):
    low = value.lower()
    if low.startswith(("//", "/\\")):
        return "other"
    if low[:1] in ("/", "?", "#"):
        return "safe" if len(low) > 1 or low != "/" else "start"
    if low.startswith(("mailto:", "tel:")):
        return "safe"
    return "start"


def strip_entities(text):
    return re.sub(r"&(#\d+|#x[0-9a-fA-F]+|\w+);", " ", text)


def untranslated(line, text):
    return Bad(line, f"words without translation: {' '.join(text.split())[:60]!r}",
               "write {{_ \"...\"}}, or translate=\"no\" on the element")


# ---- The compiler


class Compiler:
    def __init__(self, path, options):
        self.path, self.options = path, options
        self.html = not path.endswith(".txt")
        self.suffix = "html" if self.html else "text"
        self.name = os.path.basename(path).rsplit(".", 1)[0]
        self.scope, self.ops, self.tables = {}, [], []
        self.messages, self.partials, self.assets = {}, [], []
        self.state = Html(options.mail)
        self.body_at = None
        self.numbers = 0
        self.used = []           # msgids, for tools/texts.py
        self.view = self.pointer = None
        self.headers = []

    # -- reading

    def read(self):
        with open(self.path, encoding="utf-8") as file:
            text = file.read()
        pieces = list(split_file(text if self.html else drop_lines(text)))
        while pieces and (pieces[0][1] or "").isspace() or \
                (pieces and (pieces[0][2] or "").startswith("!")):
            pieces.pop(0)
        if not pieces or not (pieces[0][2] or "").startswith("#view"):
            raise Bad(1, "the template does not begin with its view",
                      'write {{#view struct NAME_view v "web/NAME.h"}}')
        self.read_view(pieces.pop(0))
        if pieces and pieces[0][1]:
            pieces[0] = (pieces[0][0] + len(pieces[0][1]) - len(pieces[0][1].lstrip("\n"))
                         if not self.html else pieces[0][0],
                         pieces[0][1] if self.html else pieces[0][1].lstrip("\n"), None)
        return parse(pieces)

    def read_view(self, piece):
        line, _, directive = piece
        if directive.split() == ["#view", "none"]:
            return
        match = re.fullmatch(r'#view\s+struct\s+(\w+)\s+(\w+)((?:\s+"[^"]+")+)\s*', directive)
        if not match:
            raise Bad(line, f"cannot read {{{{{directive}}}}}",
                      'write {{#view struct NAME_view v "web/NAME.h"}} or {{#view none}}')
        self.view, self.pointer = match.group(1), match.group(2)
        self.headers = re.findall(r'"([^"]+)"', match.group(3))
        self.scope[self.pointer] = "pointer"

    def compile(self):
        nodes = self.read()
        self.walk(nodes)
        state = self.state
        if self.html and (state.stack or state.mode != "text"):
            if state.stack:
                raise Bad(state.stack[-1][1], f"<{state.stack[-1][0]}> is not closed",
                          f"write </{state.stack[-1][0]}>")
            raise Bad(1, f"the template ends {state.where()}")

    # -- output

    def lit(self, text):
        if not text:
            return
        if self.ops and self.ops[-1][0] == "lit":
            self.ops[-1] = ("lit", self.ops[-1][1] + text)
        else:
            self.ops.append(("lit", text))

    def c(self, line, code):
        self.ops.append(("c", line, code))

    def number(self):
        self.numbers += 1
        return self.numbers

    # -- walking

    def walk(self, nodes):
        for node in nodes:
            getattr(self, "do_" + {"_": "block"}.get(node.kind, node.kind))(node)

    def do_text(self, node):
        if not self.html:
            if WORDS.search(node.text):
                raise untranslated(node.line, node.text)
            return self.lit(node.text)
        first = not self.ops and not node.text.strip()
        out = self.feed(node)
        self.lit("" if first else out.lstrip() if not self.ops else out)

    def feed(self, node):
        """Follows the HTML piecewise, so that words in text nodes are seen."""
        out, line, state = [], node.line, self.state
        for chunk in re.split(r"(?<=>)|(?=<)", node.text):
            was_text = state.mode == "text" and not state.plain()
            if was_text and not chunk.startswith("<") and WORDS.search(strip_entities(chunk)):
                raise untranslated(line + chunk[:len(chunk) - len(chunk.lstrip())].count("\n"),
                                   chunk)
            out.append(state.feed(chunk, line))
            line += chunk.count("\n")
        return "".join(out)

    def branch(self, body, start):
        self.state = copy.deepcopy(start)
        scope = dict(self.scope)
        self.walk(body)
        self.scope = scope
        self.state.settle()
        return self.state

    def join(self, states, line):
        first = states[0]
        for other in states[1:]:
            if other.key() != first.key():
                stacks = [s.stack for s in (first, other)]
                if len(stacks[0]) != len(stacks[1]):
                    longer = max(stacks, key=len)
                    raise Bad(line, f"<{longer[-1][0]}> is opened or closed in one branch only",
                              "open and close an element in the same branch")
                raise Bad(line, "the branches end in different places of the HTML "
                                f"({first.where()}, {other.where()})",
                          "let each end where it began")
            first.url = join_url(first.url, other.url)
            first.put = first.put or other.put
            for name in other.attrs:
                first.attrs.setdefault(name, other.attrs[name])
            first.words = first.words or other.words
        self.state = first

    def do_if(self, node):
        self.begin_block(node)
        start, ends = self.state, []
        for i, (condition, body, line) in enumerate(node.parts):
            if condition is None:
                self.c(line, "} else {")
            else:
                reader = Reader(condition, line, self.scope)
                c = reader.condition()
                reader.end()
                self.c(line, f"{'} else ' if i else ''}if ({c}) {{")
            ends.append(self.branch(body, start))
        self.c(node.line, "}")
        if node.parts[-1][0] is not None:
            ends.append(start)
        self.join(ends, node.line)

    def begin_block(self, node):
        if self.state.mode in ("open", "before", "unquoted", "comment", "markup", "raw"):
            raise Bad(node.line, f"{{{{#{node.kind}}}}} cannot stand {self.state.where()}")
        self.state.settle()

    def do_each(self, node):
        match = re.fullmatch(r"\s*(.+?)\s+as\s+([a-z]\w*)\s*", node.head, re.S)
        if not match:
            raise Bad(node.line, f"cannot read {{{{#each{node.head}}}}}",
                      "write {{#each v.rows as r}}")
        name = match.group(2)
        if name in self.scope or name == "tpl":
            raise Bad(node.line, f"the name {name} is taken already", "choose another")
        reader = Reader(match.group(1), node.line, self.scope)
        rows = reader.path()
        reader.end()
        self.begin_block(node)
        start, scope = self.state, dict(self.scope)
        self.c(node.line, f"for (size_t {name}_i = 0; {name}_i < {rows}_n; {name}_i++) {{ "
                          f"const __typeof__(*{rows}) *{name} = &{rows}[{name}_i]; (void){name};")
        self.scope[name], self.scope[name + "_i"] = "pointer", "index"
        ends = [start, self.branch(node.parts[0][1], start)]
        self.scope = scope
        self.c(node.line, "}")
        if len(node.parts) > 1:
            self.c(node.parts[1][2], f"if ({rows}_n == 0) {{")
            ends.append(self.branch(node.parts[1][1], start))
            self.c(node.line, "}")
        self.join(ends, node.line)

    def call(self, line, name, end, reader):
        if not re.fullmatch(r"[a-z]\w*", name):
            raise Bad(line, f"{name!r} is not a template's name")
        argument = reader.path() if reader.peek() else None
        reader.end()
        self.partials.append((line, name))
        self.c(line, f"{name}_{self.suffix}{end}(tpl{', ' + argument if argument else ''});")
        return argument

    def do_layout(self, node):
        self.need_text(node.line, "{{#layout}}")
        name, _, rest = node.head.strip().partition(" ")
        self.call(node.line, name, "_begin", Reader(rest, node.line, self.scope))
        start = copy.deepcopy(self.state)
        self.join([start, self.branch(node.body, start)], node.line)
        self.call(node.line, name, "_end", Reader(rest, node.line, self.scope))

    def need_text(self, line, what):
        if self.html and (self.state.mode != "text" or
                          self.state.element() in ("textarea", "title")):
            where = f"in <{self.state.element()}>" if self.state.mode == "text" else \
                f"in the attribute {self.state.attr}" if self.state.mode == "value" else \
                self.state.where()
            raise Bad(line, f"{what} cannot stand {where}", "put it between tags")

    # -- values

    def macro(self, line, what):
        """Which escaper fits where we stand."""
        state = self.state
        if not self.html:
            return "TPL_PUT_PLAIN"
        if state.mode == "text":
            return "TPL_PUT_TEXT" if state.element() in ("title", "textarea") else "TPL_PUT"
        if state.mode != "value":
            raise Bad(line, f"{what} cannot stand {state.where()}", {
                "unquoted": "put the attribute's value in quotes",
                "before": "put the attribute's value in quotes",
                "raw": "hand values to scripts in data- attributes",
                "tag": "write {{#if ...}} name{{/if}} for an attribute without value",
            }.get(state.mode, "put it between tags or in an attribute's value"))
        return self.attribute_macro(line, what)

    def attribute_macro(self, line, what):
        state, name = self.state, self.state.attr
        state.put = True
        if name.startswith(("on", "hx-on")) or name == "style":
            raise Bad(line, f"{what} cannot stand in {name}=", "use a data- attribute")
        if name in ("srcset", "imagesrcset", "http-equiv"):
            raise Bad(line, f"{what} cannot stand in {name}=")
        if name == "srcdoc":
            return "TPL_PUT_SRCDOC"
        if name in URL_ATTRIBUTES:
            if state.tag in ("script", "object", "embed", "base"):
                raise Bad(line, f"{what} cannot stand in the {name} of <{state.tag}>")
            if state.tag != "data" or name != "data":
                return self.url_macro(line, what)
        if name.startswith("hx-") and name not in HX_PLAIN:
            if name != "hx-confirm" or not what.startswith("{{_"):
                raise Bad(line, f"{what} cannot stand in {name}=, which may run code",
                          "use name and value of a form's field")
        return "TPL_PUT_TEXT"

    def url_macro(self, line, what):
        state = self.state
        if state.url == "start" and state.value == "/":
            state.url = "safe"
            return "TPL_PUT_SEGMENT"
        if state.url == "start" and state.value == "":
            state.url = "put"
            return "TPL_PUT_URL"
        if state.url in ("safe", "put"):
            return "TPL_PUT_COMPONENT"
        raise Bad(line, f"{what} after {state.value!r} in {state.attr}= could lead anywhere",
                  "begin with /, ? or #, or give a struct safe_url for the whole address")

    def put(self, line, what, expression):
        self.c(line, f"{self.macro(line, what)}(tpl, {expression});")

    def text_macro(self, line, what):
        """For words that we make: between tags and in attributes, never in addresses."""
        macro = self.macro(line, what)
        if macro not in ("TPL_PUT", "TPL_PUT_TEXT", "TPL_PUT_PLAIN"):
            raise Bad(line, f"{what} cannot stand in {self.state.attr}=")
        return macro

    def do_word(self, node):
        line, head = node.line, node.head
        what = f"{{{{{node.all}}}}}"
        if head == ">" or (head.startswith(">") and len(head) > 1):
            return self.partial(node)
        reader = Reader(node.rest, line, self.scope)
        if head in ("_", "_n"):
            return self.message(line, what, reader, head)
        if head in SAY:
            self.say(line, what, head, reader)
            return reader.end()
        special = getattr(self, "word_" + head, None) if re.fullmatch(r"[a-z_]+", head) else None
        if special and head not in self.scope:
            special(line, what, reader)
            return reader.end()
        if head.startswith(("#", "/")):
            raise Bad(line, f"there is no {{{{{head}}}}}",
                      "known: #if #each #layout #_ #view and their /")
        reader = Reader(node.all, line, self.scope)
        path = reader.path()
        reader.end()
        return self.put(line, what, path)

    def partial(self, node):
        self.need_text(node.line, f"{{{{{node.all}}}}}")
        name, _, rest = node.all[1:].strip().partition(" ")
        self.call(node.line, name, "", Reader(rest, node.line, self.scope))

    def say(self, line, what, head, reader):
        path = reader.path()
        macro = self.text_macro(line, what)
        if head == "_v":
            return self.c(line, f"{macro}(tpl, tr(tpl->lang, {path}));")
        if head in TIMES and macro == "TPL_PUT":
            return self.c(line, f"{TIMES[head]}(tpl, {path});")
        return self.c(line, f"{macro}(tpl, tpl_say_{head}(tpl, {path}));")

    def word_body(self, line, what, reader):
        self.need_text(line, what)
        if self.body_at is not None:
            raise Bad(line, "a second {{body}}", "a layout has one")
        if sum(op[2].count("{") - op[2].count("}") for op in self.ops if op[0] == "c"):
            raise Bad(line, "{{body}} stands inside a block", "put it outside {{#if}}")
        self.body_at = len(self.ops)
        self.ops.append(("body", line, ""))

    def word_csrf(self, line, what, reader):
        self.need_text(line, what)
        self.lit('<input type="hidden" name="csrf" value="')
        self.c(line, "TPL_PUT_TEXT(tpl, tpl->csrf);")
        self.lit('">')

    def word_csrf_token(self, line, what, reader):
        self.put(line, what, "tpl->csrf")

    def word_lang(self, line, what, reader):
        self.put(line, what, "tpl_lang(tpl)")

    def word_asset(self, line, what, reader):
        name = reader.string()
        if self.state.mode != "value":
            raise Bad(line, f"{what} cannot stand {self.state.where()}",
                      "put it in quotes, as the value of href or src")
        self.asset(line, name)
        self.state.url = "safe"
        self.state.value += "/static/"
        self.state.attrs[self.state.attr] += "/static/"

    def asset(self, line, name):
        if name not in self.options.asset:
            raise Bad(line, f"there is no asset {name!r}",
                      "known: " + (", ".join(sorted(self.options.asset)) or "none"))
        symbol = "asset_url_" + re.sub(r"\W", "_", name)
        if symbol not in self.assets:
            self.assets.append(symbol)
        self.c(line, f"tpl_lit(tpl, {symbol}.s, {symbol}.n);")

    def word_icon(self, line, what, reader):
        name = reader.string()
        self.need_text(line, what)
        if not any(os.path.exists(os.path.join(d, name + ".svg")) for d in self.options.icons):
            raise Bad(line, f"there is no icon {name!r}",
                      "known: *.svg in " + (" and ".join(self.options.icons) or "nowhere"))
        self.lit('<svg class="icon" aria-hidden="true"><use href="')
        self.asset(line, "icons.svg")
        self.lit(f'#{name}"/></svg>')

    # -- translated texts

    def message(self, line, what, reader, head):
        macro = self.text_macro(line, what)
        count = reader.path() if head == "_n" else None
        texts = [reader.string() for _ in range(2 if count else 1)]
        cases = [f"{macro}(tpl, {count});"] if count else []
        while reader.peek():
            if reader.peek() == "(":
                cases.append(self.nested(line, what, reader))
            else:
                cases.append(f"{macro}(tpl, {reader.path()});")
        tables = [self.table(line, text, len(cases), bool(count)) for text in texts]
        table = f"({count} == 1 ? {tables[0]} : {tables[1]})" if count else tables[0]
        if not cases:
            return self.c(line, f"tpl_text(tpl, {table});")
        p = f"p{self.number()}"
        self.c(line, f"for (const struct tpl_piece *{p} = tpl_pick(tpl, {table}); "
                     f"tpl_piece(tpl, {p}); {p}++) switch ({p}->arg) {{")
        for i, case in enumerate(cases, 1):
            self.c(line, f"case {i}: {case} break;")
        return self.c(line, "}")

    def nested(self, line, what, reader):
        reader.take()
        head = reader.take()
        ops, self.ops = self.ops, []
        if head == "_":
            self.c(line, f"tpl_text(tpl, {self.table(line, reader.string(), 0)});")
        elif head in SAY:
            self.say(line, what, head, reader)
        else:
            raise Bad(line, f"({head} ...) is unknown in {what}",
                      "known: " + ", ".join(sorted(SAY)))
        if reader.take() != ")":
            raise Bad(line, f"a ) is missing in {what}")
        ops, self.ops = self.ops, ops
        return " ".join(op[2] for op in ops)

    def do_block(self, node):
        self.need_text(node.line, "{{#_}}")
        reader = Reader(node.head, node.line, self.scope)
        table = self.table(node.line, reader.string(), len(node.parts))
        reader.end()
        p = f"p{self.number()}"
        self.c(node.line, f"for (const struct tpl_piece *{p} = tpl_pick(tpl, {table}); "
                          f"tpl_piece(tpl, {p}); {p}++) switch ({p}->arg) {{")
        start = self.state
        for i, (_, body, line) in enumerate(node.parts, 1):
            self.c(line, f"case {i}: {{")
            end = self.branch(body, start)
            self.join([end, start], line)
            self.c(line, "} break;")
        self.c(node.line, "}")

    def table(self, line, msgid, values_n, plural=False):
        self.used.append((line, msgid))
        if msgid in self.messages:
            if self.messages[msgid][1] != values_n:
                raise Bad(line, f"{msgid!r} stands elsewhere with another number of values")
            return self.messages[msgid][0]
        name = f"m{len(self.messages)}"
        rows = []
        for code, texts in [("en", {})] + self.options.catalogues:
            text = texts.get(msgid, msgid)
            pieces = split_message(line, text, values_n, plural,
                                   f" (in {code})" if code != "en" else "")
            body = ", ".join(f"{{{quote(escape(s) if self.html else s)}, "
                             f"{len((escape(s) if self.html else s).encode())}, {arg}}}"
                             for s, arg in pieces)
            rows.append(f"static const struct tpl_piece {name}_{code}[] = {{{body}}};")
        codes = ["en"] + [code for code, _ in self.options.catalogues]
        rows.append(f"static const struct tpl_piece *const {name}[] = "
                    f"{{{', '.join(f'{name}_{code}' for code in codes)}}};")
        self.tables += rows
        self.messages[msgid] = (name, values_n)
        return name

    # -- C

    def prototypes(self):
        argument = f", const struct {self.view} *{self.pointer}" if self.view else ""
        ends = ["_begin", "_end"] if self.body_at is not None else [""]
        return [f"void {self.name}_{self.suffix}{end}(struct tpl *tpl{argument})" for end in ends]

    def write(self, header):
        shown = quote_path(self.path)
        c = [f"/* Generated by tools/templates.py from {os.path.basename(self.path)}. */",
             f'#include "{header}"', ""] if header else []
        c += [f'#include "{h}"' for h in self.headers]
        c += ['#include "base/lang.h"', '#include "text/tpl.h"', ""]
        c += [f"extern const struct tpl_static {a};" for a in self.assets]
        c += self.tables
        cuts = [i for i, op in enumerate(self.ops) if op[0] == "body"]
        parts = [self.ops[:cuts[0]], self.ops[cuts[0] + 1:]] if cuts else [self.ops]
        for prototype, ops in zip(self.prototypes(), parts):
            c += ["", prototype, "{"]
            if self.view:
                c.append(f"(void){self.pointer};")
            if not ops:
                c.append("(void)tpl;")
            for op in ops:
                if op[0] == "lit":
                    c.append(f"tpl_lit(tpl, {quote(op[1])}, {len(op[1].encode())});")
                else:
                    c += [f'#line {op[1]} {shown}', op[2]]
            c.append("}")
        return "\n".join(c) + "\n"


def join_url(a, b):
    if a == b:
        return a
    if "other" in (a, b):
        return "other"
    return "start" if "start" in (a, b) else "safe"


def drop_lines(text):
    """In plain text a line of block directives only leaves nothing behind."""
    alone = r"[ \t]*((?:\{\{(?:#|/|else\b|next\b|!)(?:[^}\"]|\"(?:[^\"\\]|\\.)*\"|\}(?!\}))*\}\})+)" \
            r"[ \t]*\n"
    out = []
    for line in re.split(r"(?<=\n)", text):
        match = re.fullmatch(alone, line)
        out.append(match.group(1) + "{{!\n}}" if match else line)
    return "".join(out)


def split_message(line, text, values_n, plural, where):
    """[(literal, number of the value that follows or 0)]; a plural's text may leave the count
    out ("One ticket")."""
    pieces, at, order = [], 0, 0
    literal = ""
    seen = set()
    for match in re.finditer(r"%(?:(%)|(?:(\d+)\$)?s|(.?))", text):
        literal += text[at:match.start()]
        at = match.end()
        if match.group(1):
            literal += "%"
            continue
        if match.group(3) is not None:
            raise Bad(line, f"%{match.group(3)} in {text!r}{where}",
                      "write %s for a value, %% for a percent sign")
        order += 1
        arg = int(match.group(2) or order)
        if not 1 <= arg <= values_n:
            raise Bad(line, f"{text!r}{where} wants more values than the {values_n} given")
        seen.add(arg)
        pieces.append((literal, arg))
        literal = ""
    if len(seen) < values_n - plural:
        raise Bad(line, f"{text!r}{where} has {len(seen)} %s for {values_n} values")
    pieces.append((literal + text[at:], 0))
    return pieces


def escape(text):
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"),
                         ("'", "&#39;")):
        text = text.replace(char, entity)
    return text


def quote(text):
    return '"' + "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else "\\%03o" % b
                         for b in text.encode("utf-8")) + '"'


def quote_path(path):
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_header(header, compiled):
    guard = re.sub(r"\W", "_", header).upper()
    c = ["/* Generated by tools/templates.py. */", f"#ifndef {guard}", f"#define {guard}", "",
         "struct tpl;"]
    c += sorted({f"struct {t.view};" for t in compiled if t.view})
    for template in compiled:
        c += [p + ";" for p in template.prototypes()]
    return "\n".join(c + ["", "#endif", ""])


def check_calls(compiled):
    known = {(t.name, t.suffix): t for t in compiled}
    for template in compiled:
        for line, name in template.partials:
            if (name, template.suffix) not in known:
                yield template, Bad(line, f"there is no template {name!r}",
                                    "known: " + ", ".join(sorted(
                                        n for n, s in known if s == template.suffix)))


def load_catalogues(paths):
    return [(os.path.basename(path).rsplit(".", 1)[0],
             {msgid: msgstr for _, msgid, msgstr in read_po(path) if msgid and msgstr})
            for path in paths]


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[1])
    parser.add_argument("--out", required=True)
    parser.add_argument("--header", required=True)
    parser.add_argument("--po", action="append", default=[])
    parser.add_argument("--asset", action="append", default=[])
    parser.add_argument("--icons", action="append", default=[])
    parser.add_argument("--mail", action="store_true")
    parser.add_argument("file", nargs="*")
    options = parser.parse_args(argv)
    options.catalogues = load_catalogues(options.po)
    return options


def compile_all(options):
    """(templates, errors): errors are FILE:LINE: texts."""
    compiled, errors = [], []
    for path in options.file:
        template = Compiler(path, options)
        try:
            template.compile()
            compiled.append(template)
        except Bad as bad:
            errors.append(f"{path}:{bad.line}: {bad}")
    if not errors:
        errors += [f"{t.path}:{bad.line}: {bad}" for t, bad in check_calls(compiled)]
    return compiled, errors


def main(argv):
    options = arguments(argv)
    compiled, errors = compile_all(options)
    if errors:
        sys.exit("\n".join(errors))
    for template in compiled:
        name = os.path.basename(template.path) + ".c"
        with open(os.path.join(options.out, name), "w", encoding="utf-8") as file:
            file.write(template.write(options.header))
    with open(os.path.join(options.out, os.path.basename(options.header)), "w",
              encoding="utf-8") as file:
        file.write(write_header(options.header, compiled))


if __name__ == "__main__":
    main(sys.argv[1:])
