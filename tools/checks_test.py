#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checks of the house find what they are for: tools/ranks.py, texts.py, assets.py and
icons.py, each on a small tree made for it."""
import contextlib
import gzip
import io
import os
import subprocess
import tempfile
import unittest
import assets
import icons
import ranks
import texts

C = "/* SPDX-License-Identifier: Apache-2.0 */\n"


@contextlib.contextmanager
def tree(**files):
    """A git tree; a__b_c stands for a/b.c."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = os.path.join(root, name.replace("__", "/").replace("_dot_", "."))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        subprocess.run(["git", "init", "-q", root], check=True)
        yield root


class Ranks(unittest.TestCase):
    def faults(self, text, folder="text", head=C, name="a_dot_c"):
        with tree(**{f"src__{folder}__{name}": head + text}) as root:
            return "\n".join(ranks.check(root))

    def test_only_lower_ranks_are_included(self):
        self.assertIn("text (rank 1) includes desk/ticket.h (rank 2)",
                      self.faults('#include "desk/ticket.h"\n'))
        self.assertIn("includes store/db.h", self.faults('#include "store/db.h"\n'))
        self.assertEqual("", self.faults('#include "base/cx.h"\n'))
        self.assertEqual("", self.faults('/* #include "desk/ticket.h" */\n'))
        self.assertIn("is not FOLDER/FILE", self.faults('#include "cx.h"\n'))

    def test_a_library_has_one_folder(self):
        self.assertIn("belongs to store only", self.faults("#include <sqlite3.h>\n"))
        self.assertIn("belongs to base only", self.faults("#include <sodium/core.h>\n"))
        self.assertEqual("", self.faults("#include <gumbo.h>\n"))

    def test_banned_functions(self):
        self.assertIn("src/text/a.c:3: strcpy() is banned",
                      self.faults("void f(void) {\n    strcpy(a, b);\n}\n"))
        self.assertEqual("", self.faults("/* strcpy(a, b) */\nconst char *s = \"system(1)\";\n"))

    def test_sql_stays_in_desk_and_store(self):
        for sql in ('"SELECT a"\n    " FROM b"', '"UPDATE a SET b = 1"', '"DELETE FROM a"',
                    '"INSERT INTO a VALUES (1)"'):
            self.assertIn("SQL", self.faults(f"const char *s = {sql};\n"), sql)
            self.assertEqual("", self.faults(f"const char *s = {sql};\n", folder="desk"))
        self.assertEqual("", self.faults('const char *s = "Select a file from the list";\n'))

    def test_sizes(self):
        body = "    x();\n"
        self.assertEqual("", self.faults("int\nf(void)\n{\n" + body * 70 + "}\n"))
        self.assertIn("f() has 71 lines", self.faults("int\nf(void)\n{\n" + body * 71 + "}\n"))
        self.assertIn("lines; split the file", self.faults("int x;\n" * 800))
        five = "struct cx *cx, int a, int b, int c, int d, void (*e)(int, int)"
        self.assertEqual("", self.faults(f"int\nf({five})\n{{\n}}\n"))
        self.assertIn("takes 6 parameters", self.faults(f"int\nf({five}, int g)\n{{\n}}\n"))

    def test_licence_and_unfinished_work(self):
        self.assertIn("licence line is missing", self.faults("int x;\n", head=""))
        self.assertIn(":2: TO" "DO", self.faults("/* TO" "DO: later */\n"))

    def test_own_header_comes_first(self):
        with tree(src__text__a_dot_h=C, src__text__a_dot_c=C +
                  '#include "base/buf.h"\n#include "text/a.h"\n') as root:
            self.assertIn('include "text/a.h" first', "\n".join(ranks.check(root)))


class Texts(unittest.TestCase):
    def faults(self, c, po="", **files):
        with tree(src__text__a_dot_c=c, src__base__lang__es_dot_po=po, **files) as root:
            return "\n".join(texts.check(root, False))

    def test_missing_and_unused_texts_are_named(self):
        c = 'f(tr(lang, "One"\n    " text"));\n'
        self.assertIn('src/text/a.c:1: not in es.po: "One text"', self.faults(c))
        self.assertEqual("", self.faults(c, 'msgid "One text"\nmsgstr "Un texto"\n'))
        self.assertIn('es.po:1: nobody shows "Two"',
                      self.faults("", 'msgid "Two"\nmsgstr "Dos"\n'))
        twice = 'msgid "One text"\nmsgstr "Un texto"\n' * 2
        self.assertIn('es.po:3: "One text" stands in line 1 already', self.faults(c, twice))

    def test_every_way_to_say_something_is_seen(self):
        for c in ('FAIL(cx, ERR_LIMIT, "A text");', 'ERR_FIELD(cx, "f", "A text");',
                  'tr_n(lang, n, "A text", "Many");', '{N_("A text")},',
                  'db_one(cx, &rows, "A text", "SELECT");', 'tr(lang, on ? "A text" : "Not");',
                  'err_new(cx, KIND, f(a, b), __FILE__, __LINE__, "A text");'):
            self.assertIn('not in es.po: "A text"', self.faults(c + "\n"), c)
        for c in ('/* tr(lang, "A text") */', 'puts("A text");', 'tr(lang, "%s");',
                  'FAIL_FIELD(cx, "A text", text);'):
            self.assertEqual("", self.faults(c + "\n"), c)

    def test_functions_that_hand_a_text_on_are_followed(self):
        c = ('void\nsay(int a, const char *what, ...)\n{\n    puts(tr(lang, what));\n}\n'
             '#define SAY(x) say(1, (x))\nint y = SAY("A text");\n')
        self.assertIn('src/text/a.c:7: not in es.po: "A text"', self.faults(c))

    def test_templates_are_read(self):
        page = '{{#view none}}\n<p title="{{_ "One"}}">{{_n v_i "A" "Many"}}</p>\n'
        page = page.replace('{{_n v_i "A" "Many"}}', '{{icon "x"}}')
        self.assertIn('src/web/p.html:2: not in es.po: "One"',
                      self.faults("", src__web__p_dot_html=page))

    def test_missing_texts_are_printed_to_be_filled(self):
        out = io.StringIO()
        with tree(src__text__a_dot_c='tr(l, "Say \\"a\\"\\n");\n', src__base__lang__es_dot_po="") \
                as root, contextlib.redirect_stdout(out):
            texts.check(root, True)
        self.assertIn('# src/text/a.c\nmsgid "Say \\"a\\"\\n"\nmsgstr ""\n', out.getvalue())


class Assets(unittest.TestCase):
    def test_address_follows_content_and_packed_forms_unpack(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "app.css")
            found = []
            for text in ("a{}" * 500, "b{}" * 500):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                found.append(assets.load(path))
                self.assertEqual(gzip.decompress(found[-1]["gzip"]).decode(), text)
                plain = subprocess.run(["brotli", "-dc"], input=found[-1]["br"], check=True,
                                       capture_output=True).stdout
                self.assertEqual(plain.decode(), text)
            self.assertNotEqual(found[0]["url"], found[1]["url"])
            self.assertRegex(found[0]["url"], r"^/static/app\.[0-9a-f]{16}\.css$")

    def test_bytes_survive_c(self):
        raw = bytes(range(256)) * 40
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "x.c"), "w", encoding="utf-8") as file:
                file.write("#include <stdio.h>\nstruct b { const unsigned char *p; size_t n; };\n"
                           f"int main(void) {{ struct b b = {assets.c_bytes(raw)};\n"
                           "return fwrite(b.p, 1, b.n, stdout) != b.n; }\n")
            program = os.path.join(folder, "x")
            subprocess.run([os.environ.get("CC", "cc"), "-o", program, program + ".c"],
                           check=True)
            self.assertEqual(subprocess.run([program], capture_output=True,
                                            check=True).stdout, raw)

    def test_icons_holds_what_templates_use(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" '
                                         'viewBox="0 0 24 24" class="x"><path d="M0 0"/></svg>'),
                               ("p.html", '<b>{{icon "a"}}</b>')):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            out = os.path.join(folder, "icons.svg")
            icons.main([out, "--icons", folder, os.path.join(folder, "p.html")])
            with open(out, encoding="utf-8") as file:
                self.assertEqual(file.read(), '<svg xmlns="http://www.w3.org/2000/svg"><symbol '
                                 'id="a" viewBox="0 0 24 24"><path d="M0 0"/></symbol></svg>\n')


if __name__ == "__main__":
    unittest.main()
