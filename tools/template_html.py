#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Follows the HTML of a template, to know where each value stands (tools/templates.py)."""
import re
from template_parse import Bad

VOID = set("area base br col embed hr img input link meta source track wbr".split())
URL_ATTRIBUTES = set("""href src action formaction poster data cite background manifest longdesc
    ping xlink:href hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url
    sse-connect data-url data-href""".split())
HX_PLAIN = {"hx-target", "hx-select", "hx-include", "hx-indicator", "hx-swap-oob"}
TRANSLATED = {"title", "alt", "placeholder", "aria-label", "aria-description",
              "aria-placeholder", "aria-roledescription", "aria-valuetext", "hx-confirm"}
WORDS = re.compile(r"[^\W\d_]{2,}")


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
        if self.mode == "open" and self.tag and not self.closing:
            self.mode = "tag"
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
