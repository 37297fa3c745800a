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
                             one or many; the first %s is the count, which may be left out
                             ("One ticket of %2$s"); more values may follow
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
from template_html import HX_PLAIN, URL_ATTRIBUTES, WORDS, Html, strip_entities, untranslated
from template_parse import Bad, Reader, parse, split_file

TIMES = {"time": "tpl_time", "until": "tpl_until", "ago": "tpl_ago", "date": "tpl_date"}
SAY = {"time", "until", "ago", "date", "duration", "size", "_v"}


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
            first.url = join_url(first, other)
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
        self.state.settle()
        if self.state.mode in ("open", "before", "unquoted", "comment", "markup", "raw"):
            raise Bad(node.line, f"{{{{#{node.kind}}}}} cannot stand {self.state.where()}")

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
        macro = self.choose_macro(line, what)
        self.state.put = True
        self.state.value += "\ufffc"  # something stands here
        return macro

    def choose_macro(self, line, what):
        state, name = self.state, self.state.attr
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
        if self.options.asset is not None and name not in self.options.asset:
            raise Bad(line, f"there is no asset {name!r}",
                      "known: " + (", ".join(sorted(self.options.asset)) or "none"))
        symbol = "asset_url_" + re.sub(r"\W", "_", name)
        if symbol not in self.assets:
            self.assets.append(symbol)
        self.c(line, f"tpl_lit(tpl, {symbol}.s, {symbol}.n);")

    def word_icon(self, line, what, reader):
        name = reader.string()
        self.need_text(line, what)
        folders = self.options.icons
        if folders is not None and \
                not any(os.path.exists(os.path.join(d, name + ".svg")) for d in folders):
            raise Bad(line, f"there is no icon {name!r}",
                      "known: *.svg in " + (" and ".join(folders) or "nowhere"))
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
    """What is certain of an address after one of two branches."""
    if {a.url, b.url} <= {"safe", "put"}:
        return a.url if a.url == b.url else "safe"
    return a.url if (a.url, a.value) == (b.url, b.value) else "other"


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
