#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the template compiler refuses, what it makes of the rest, and that C refuses the types
that may not stand where they do."""
import os
import shutil
import subprocess
import tempfile
import unittest
from template_parse import Bad
from templates import Compiler, arguments

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
VIEW = '{{#view struct x v "text/x.h"}}\n'


def compile_text(text, name="page.html", mail=False, view=VIEW, po=""):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(view + text)
        options = arguments(["--out", folder, "--header", "web/templates.h", "--asset",
                             "app.css", "--asset", "icons.svg"] + ["--mail"] * mail)
        open(os.path.join(folder, "check.svg"), "w", encoding="utf-8").close()
        options.icons = [folder]
        options.catalogues = [("es", po)] if po else []
        compiler = Compiler(path, options)
        compiler.compile()
        return compiler.write("web/templates.h")


def refusal(text, **rest):
    try:
        compile_text(text, **rest)
    except Bad as bad:
        return f"{bad.line}: {bad}"
    return "accepted"


class Refused(unittest.TestCase):
    def refuse(self, text, part, line=2, **rest):
        got = refusal(text, **rest)
        self.assertIn(part, got, text)
        self.assertTrue(got.startswith(f"{line}: "), got)

    def test_values_where_script_or_style_runs(self):
        self.refuse('<script src="/a.js">{{v.x}}</script>', "in <script>")
        self.refuse("<style>{{v.x}}</style>", "in <style>", mail=True)
        self.refuse('<p onclick="{{v.x}}">', "cannot stand in onclick=", mail=True)
        self.refuse('<p hx-on:click="{{v.x}}">', "cannot stand in hx-on:click=")
        self.refuse("<p hx-vals='{{v.x}}'>", "may run code")
        self.refuse("<p hx-trigger='{{v.x}}'>", "may run code")
        self.refuse('<p hx-confirm="{{v.x}}">', "may run code")
        self.refuse('<p style="color:{{v.x}}">', "cannot stand in style=", mail=True)
        self.refuse('<script src="{{v.x}}"></script>', "of <script>")
        self.refuse('<object data="{{v.x}}"></object>', "of <object>")
        self.refuse('<base href="{{v.x}}">', "of <base>")
        self.refuse('<img srcset="{{v.x}}">', "in srcset=")

    def test_what_the_content_security_policy_blocks(self):
        self.refuse('<p onclick="go()">', "runs script")
        self.refuse('<p style="color:red">', "blocked by our content security policy")
        self.refuse("<script>go()</script>", "put it into static/")
        self.refuse("<style>p{}</style>", "put it into static/")

    def test_values_outside_quotes(self):
        self.refuse("<p title={{v.x}}>", "put the attribute's value in quotes")
        self.refuse("<p title=a{{v.x}}>", "put the attribute's value in quotes")
        self.refuse("<p {{v.x}}>", "inside a tag")
        self.refuse("<p dat{{v.x}}>", "in an attribute's name")
        self.refuse("<{{v.x}}>", "in a tag's name")
        self.refuse("<!-- {{v.x}} -->", "in a comment")
        self.refuse("<!doctype {{v.x}}>", "in <!...>")

    def test_addresses_that_could_lead_anywhere(self):
        self.refuse('<a href="https://{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="//{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="/\\{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="javascript:{{v.x}}">', "could lead anywhere")
        self.refuse('<a href=" {{v.x}}">', "could lead anywhere")
        self.refuse('<a href="a{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="{{#if v.a}}x{{/if}}{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="/{{#if v.a}}/{{/if}}{{v.x}}">', "could lead anywhere")
        self.refuse('<form hx-post="x:{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="{{#if v.a}}/x{{/if}}javascript:{{v.x}}">', "could lead anywhere")
        self.refuse('<a href="{{_ "Words"}}">', "cannot stand in href=")
        self.refuse('<meta http-equiv="refresh" content="{{v.x}}">', "http-equiv")

    def test_words_without_translation(self):
        self.refuse("\n<p>Hello</p>", "words without translation: 'Hello'", 3)
        self.refuse('<p title="Hello">', "words without translation")
        self.refuse('<input type="submit" value="Send">', "words without translation")
        self.refuse('<input value="Send" type="submit">', "words without translation")
        self.refuse('<p>{{_ "Yes"}} no</p>', "words without translation: 'no'")
        self.refuse("Dear Sir", "words without translation", name="m.txt")

    def test_html_that_does_not_close(self):
        self.refuse("<p>\n<b>", "<b> is not closed", 3)
        self.refuse("<p></b>", "</b> closes nothing: <p> of line 2 is open")
        self.refuse("</p>", "nothing is open")
        self.refuse("<div/>", "does not close itself")
        self.refuse("{{#if v.a}}<p>{{/if}}", "opened or closed in one branch only")
        self.refuse('<p class="{{#if v.a}}x"{{/if}}>', "end in different places")
        self.refuse("{{#each v.r as r}}</p>{{/each}}", "</p> closes nothing")
        self.refuse('<p class="a"id="b">', "too close")
        self.refuse('<p id="a" id="b">', "stands twice")
        self.refuse("<p class= a>", "a blank after class=")
        self.refuse("a < b", "a < that begins no tag")

    def test_directives_that_cannot_be_read(self):
        self.refuse("{{v.x", "this {{ has no end")
        self.refuse("{{! never", "this comment has no end")
        self.refuse("{{}}", "is empty")
        self.refuse("{{w.x}}", "there is no 'w' here in {{w.x}}; in scope: v")
        self.refuse("{{v.x y}}", "did not expect 'y'")
        self.refuse("{{v.x + 1}}", "cannot read '+ 1'")
        self.refuse("{{v.f(1)}}", "did not expect '('")
        self.refuse("{{#if v.x}}", "{{#if}} is not closed")
        self.refuse("{{/if}}", "closes nothing")
        self.refuse("{{#if v.x}}{{/each}}", "{{#if}} of line 2 is still open")
        self.refuse("{{#if v.x}}{{else}}{{else}}{{/if}}", "a second {{else}}")
        self.refuse("{{else}}", "belongs inside {{#if}}")
        self.refuse("{{#each v.rows}}{{/each}}", "write {{#each v.rows as r}}")
        self.refuse("{{#each v.rows as v}}{{/each}}", "is taken already")
        self.refuse("{{#with v.x}}", "there is no {{#with}}")
        self.refuse('{{icon "nothing"}}', "there is no icon 'nothing'")
        self.refuse('<link href="{{asset "x.css"}}">', "there is no asset 'x.css'")
        self.refuse('{{asset "app.css"}}', "put it in quotes")
        self.refuse('<p title="{{> row v}}">', "put it between tags")
        self.refuse("<title>{{csrf}}</title>", "cannot stand in <title>")
        self.refuse("{{#if v.a}}{{body}}{{/if}}", "stands inside a block")
        self.refuse("<p>x</p>", "does not begin with its view", 1, view="")
        self.refuse("", "cannot read", 1, view="{{#view x}}\n")

    def test_translated_texts_and_their_values(self):
        self.refuse('{{_ "From %s"}}', "wants more values than the 0 given")
        self.refuse('{{_ "From" v.x}}', "has 0 %s for 1 values")
        self.refuse('{{_ "All %d" v.x}}', "write %s for a value")
        self.refuse('{{_ "From %s" v.x}}', "wants more values", po={"From %s": "De %2$s"})
        self.refuse('{{_ v.x}}', 'a "text" is missing')
        self.refuse('{{_ "At %s" (clock v.x)}}', "(clock ...) is unknown")


class Compiled(unittest.TestCase):
    def has(self, text, *parts, **rest):
        c = compile_text(text, **rest)
        for part in parts:
            self.assertIn(part, c)
        return c

    def test_escaper_follows_the_place(self):
        self.has("<p>{{v.x}}</p>", "TPL_PUT(tpl, v->x);")
        self.has('<p title="{{v.x}}"></p>', "TPL_PUT_TEXT(tpl, v->x);")
        self.has("<textarea>{{v.x}}</textarea>", "TPL_PUT_TEXT(tpl, v->x);")
        self.has('<a href="{{v.x}}?a={{v.y}}"></a>', "TPL_PUT_URL(tpl, v->x);",
                 "TPL_PUT_COMPONENT(tpl, v->y);")
        self.has('<a href="/{{v.x}}/{{v.y}}"></a>', "TPL_PUT_SEGMENT(tpl, v->x);",
                 "TPL_PUT_COMPONENT(tpl, v->y);")
        self.has('<iframe srcdoc="{{v.x}}"></iframe>', "TPL_PUT_SRCDOC(tpl, v->x);")
        self.has("{{v.x}}", "TPL_PUT_PLAIN(tpl, v->x);", name="m.txt")

    def test_paths_and_conditions(self):
        self.has("{{v.a.b->c[0]}}", "v->a.b->c[0]")
        self.has("{{#if v.a || !v.b && v.c->d >= 3}}-{{/if}}",
                 "if ((tpl_true(v->a) || (!tpl_true(v->b) && (v->c->d >= 3))))")
        self.has("{{#if v.state == STATE_OPEN}}-{{/if}}", "(v->state == STATE_OPEN)")
        self.has("{{#each v.a.rows as r}}{{r.x}}{{r_i}}{{/each}}", "r_i < v->a.rows_n",
                 "TPL_PUT(tpl, r->x);", "TPL_PUT(tpl, r_i);")
        self.has("{{> row &v.x}}", "row_html(tpl, &v->x);")

    def test_lines_point_to_the_template(self):
        self.assertRegex(self.has("\n\n<p>{{v.x}}</p>"), r'#line 4 "[^"]+/page.html"\nTPL_PUT')

    def test_layout_is_cut_at_its_body(self):
        c = self.has("<p>{{body}}</p>", "void page_html_begin(", "void page_html_end(")
        self.assertLess(c.index("<p>"), c.index("page_html_end"))
        self.has("{{#layout base v}}-{{/layout}}", "base_html_begin(tpl, v);",
                 "base_html_end(tpl, v);")

    def test_texts_are_escaped_and_cut_for_each_language(self):
        self.has('{{_ "%1$s & %2$s" v.a v.b}}', '{{"", 0, 1}, {" &amp; ", 7, 2}, {"", 0, 0}}',
                 '{{"", 0, 2}, {" y ", 3, 1}, {"", 0, 0}}',
                 po={"%1$s & %2$s": "%2$s y %1$s"})
        self.has('{{_n v.n "One of %2$s" "%s of %s" v.all}}', "(v->n == 1 ? m0 : m1)",
                 "case 1: TPL_PUT(tpl, v->n);", "case 2: TPL_PUT(tpl, v->all);")
        self.has('{{#_ "Read %s."}}<a href="/a">{{v.x}}</a>{{/_}}', "case 1: {")
        self.has('{{_ "At %s" (time v.at)}}', "case 1: tpl_time(tpl, v->at);")
        self.has('<p title="{{_ "At %s" (time v.at)}}"></p>',
                 "TPL_PUT_TEXT(tpl, tpl_say_time(tpl, v->at));")

    def test_words_may_stay_where_translation_is_off(self):
        self.has('<p translate="no">Kindesk <b>Desk</b></p><input value="Send">', "Kindesk")
        self.has("<p>&nbsp;&middot;&#8230; a</p>", "&nbsp;")

    def test_white_space_shrinks_but_not_in_pre(self):
        self.has("<p>\n   a\n\n <b>b</b></p>", 'a <b>b')
        self.has("<pre>\n a\n  b</pre>", "\\012 a\\012  b")
        self.has('<p\n  class="a\n b"\n  id="c"></p>', 'class=\\042a\\012 b\\042 id=')

    def test_branches_inside_tags_and_values(self):
        self.has('<input{{#if v.a}} checked{{/if}} class="a{{#if v.b}} b{{else}} c{{/if}}">',
                 " checked")

    def test_plain_text_keeps_lines(self):
        self.has("{{#if v.a}}\n- {{v.x}}\n{{/if}}\n\n.\n", '"- "', '"\\012.\\012"',
                 name="m.txt")


class Types(unittest.TestCase):
    """C itself refuses what the compiler cannot see: the type of a field."""

    FIELDS = ("const char *text; struct safe_html html; struct safe_url url; int n; bool on; "
              "char letter; double real; struct { int a; } other;")

    def c_accepts(self, text):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "text"))
            os.mkdir(os.path.join(folder, "web"))
            with open(os.path.join(folder, "text/x.h"), "w", encoding="utf-8") as file:
                file.write('#include "text/safe.h"\n#include <stdbool.h>\n'
                           f"struct x {{ {self.FIELDS} }};\n")
            with open(os.path.join(folder, "web/templates.h"), "w", encoding="utf-8") as file:
                file.write("struct tpl; struct x;\n"
                           "void page_html(struct tpl *, const struct x *);\n")
            done = subprocess.run(
                [os.environ.get("CC", "cc"), "-std=gnu17", "-Wall", "-Wextra", "-Werror",
                 "-fsyntax-only", f"-I{folder}", f"-I{ROOT}/src", "-x", "c", "-"],
                input=compile_text(text), text=True, capture_output=True)
            if done.returncode:
                self.assertIn("page.html:2", done.stderr)
            return done.returncode == 0

    @unittest.skipUnless(shutil.which(os.environ.get("CC", "cc")), "no C compiler")
    def test_types_may_stand_only_where_they_are_safe(self):
        cases = {
            "<p>{{%s}}</p>": "text html url n",
            '<p title="{{%s}}"></p>': "text url n",
            '<a href="{{%s}}"></a>': "url",
            '<a href="/a/{{%s}}"></a>': "text n",
            '<iframe srcdoc="{{%s}}"></iframe>': "html",
            "{{#if %s}}-{{/if}}": "text html url n on",
        }
        for template, good in cases.items():
            for field in "text html url n on real other missing".split():
                self.assertEqual(self.c_accepts(template % f"v.{field}"), field in good.split(),
                                 f"{field} in {template}")


if __name__ == "__main__":
    unittest.main()
