/* SPDX-License-Identifier: Apache-2.0 */
#include "text/tags.h"

#include <stddef.h>

/* clang-format off */
static const struct tag_rule rules[GUMBO_TAG_LAST] = {
    [GUMBO_TAG_HTML]       = {NULL, TAG_BLOCK, NULL},
    [GUMBO_TAG_HEAD]       = {NULL, TAG_BLOCK, NULL},
    [GUMBO_TAG_BODY]       = {"div", TAG_BLOCK | TAG_ATTRIBUTES, NULL},

    [GUMBO_TAG_SCRIPT]     = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_STYLE]      = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_TITLE]      = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_IFRAME]     = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_NOEMBED]    = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_NOFRAMES]   = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_SVG]        = {NULL, TAG_DROP, NULL},
    [GUMBO_TAG_MATH]       = {NULL, TAG_DROP, NULL},

    [GUMBO_TAG_TEXTAREA]   = {"pre", TAG_BLOCK | TAG_RAW, NULL},
    [GUMBO_TAG_XMP]        = {"pre", TAG_BLOCK | TAG_RAW, NULL},
    [GUMBO_TAG_PLAINTEXT]  = {"pre", TAG_BLOCK | TAG_RAW, NULL},

    [GUMBO_TAG_P]          = {"p", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_DIV]        = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_CENTER]     = {"div", TAG_BLOCK, "text-align: center"},
    [GUMBO_TAG_ARTICLE]    = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_SECTION]    = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_HEADER]     = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_FOOTER]     = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_MAIN]       = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_NAV]        = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_ASIDE]      = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_ADDRESS]    = {"address", TAG_BLOCK, NULL},
    [GUMBO_TAG_FIELDSET]   = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_LEGEND]     = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_DETAILS]    = {"div", TAG_BLOCK, NULL},
    [GUMBO_TAG_SUMMARY]    = {"div", TAG_BLOCK, "font-weight: bold"},
    [GUMBO_TAG_FIGURE]     = {"figure", TAG_BLOCK, NULL},
    [GUMBO_TAG_FIGCAPTION] = {"figcaption", TAG_BLOCK, NULL},
    [GUMBO_TAG_H1]         = {"h1", TAG_BLOCK, NULL},
    [GUMBO_TAG_H2]         = {"h2", TAG_BLOCK, NULL},
    [GUMBO_TAG_H3]         = {"h3", TAG_BLOCK, NULL},
    [GUMBO_TAG_H4]         = {"h4", TAG_BLOCK, NULL},
    [GUMBO_TAG_H5]         = {"h5", TAG_BLOCK, NULL},
    [GUMBO_TAG_H6]         = {"h6", TAG_BLOCK, NULL},
    [GUMBO_TAG_BLOCKQUOTE] = {"blockquote", TAG_BLOCK, NULL},
    [GUMBO_TAG_PRE]        = {"pre", TAG_BLOCK, NULL},
    [GUMBO_TAG_LISTING]    = {"pre", TAG_BLOCK, NULL},
    [GUMBO_TAG_HR]         = {"hr", TAG_BLOCK | TAG_VOID, NULL},
    [GUMBO_TAG_BR]         = {"br", TAG_VOID, NULL},
    [GUMBO_TAG_WBR]        = {"wbr", TAG_VOID, NULL},

    [GUMBO_TAG_UL]         = {"ul", TAG_BLOCK, NULL},
    [GUMBO_TAG_OL]         = {"ol", TAG_BLOCK, NULL},
    [GUMBO_TAG_MENU]       = {"ul", TAG_BLOCK, NULL},
    [GUMBO_TAG_DIR]        = {"ul", TAG_BLOCK, NULL},
    [GUMBO_TAG_LI]         = {"li", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_DL]         = {"dl", TAG_BLOCK, NULL},
    [GUMBO_TAG_DT]         = {"dt", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_DD]         = {"dd", TAG_BLOCK | TAG_OPTIONAL, NULL},

    [GUMBO_TAG_TABLE]      = {"table", TAG_BLOCK, NULL},
    [GUMBO_TAG_CAPTION]    = {"caption", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_COLGROUP]   = {"colgroup", TAG_OPTIONAL, NULL},
    [GUMBO_TAG_COL]        = {"col", TAG_VOID, NULL},
    [GUMBO_TAG_THEAD]      = {"thead", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_TBODY]      = {"tbody", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_TFOOT]      = {"tfoot", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_TR]         = {"tr", TAG_BLOCK | TAG_OPTIONAL, NULL},
    [GUMBO_TAG_TD]         = {"td", TAG_OPTIONAL, NULL},
    [GUMBO_TAG_TH]         = {"th", TAG_OPTIONAL, NULL},

    [GUMBO_TAG_A]          = {"a", TAG_FORMAT, NULL},
    [GUMBO_TAG_B]          = {"b", TAG_FORMAT, NULL},
    [GUMBO_TAG_BIG]        = {"span", TAG_FORMAT, "font-size: larger"},
    [GUMBO_TAG_CODE]       = {"code", TAG_FORMAT, NULL},
    [GUMBO_TAG_EM]         = {"em", TAG_FORMAT, NULL},
    [GUMBO_TAG_FONT]       = {"span", TAG_FORMAT | TAG_ATTRIBUTES, NULL},
    [GUMBO_TAG_I]          = {"i", TAG_FORMAT, NULL},
    [GUMBO_TAG_NOBR]       = {"span", TAG_FORMAT, "white-space: nowrap"},
    [GUMBO_TAG_S]          = {"s", TAG_FORMAT, NULL},
    [GUMBO_TAG_SMALL]      = {"small", TAG_FORMAT, NULL},
    [GUMBO_TAG_STRIKE]     = {"s", TAG_FORMAT, NULL},
    [GUMBO_TAG_STRONG]     = {"strong", TAG_FORMAT, NULL},
    [GUMBO_TAG_TT]         = {"code", TAG_FORMAT, NULL},
    [GUMBO_TAG_U]          = {"u", TAG_FORMAT, NULL},

    [GUMBO_TAG_SPAN]       = {"span", 0, NULL},
    [GUMBO_TAG_ABBR]       = {"abbr", 0, NULL},
    [GUMBO_TAG_ACRONYM]    = {"abbr", 0, NULL},
    [GUMBO_TAG_BDI]        = {"bdi", 0, NULL},
    [GUMBO_TAG_BDO]        = {"bdo", 0, NULL},
    [GUMBO_TAG_CITE]       = {"cite", 0, NULL},
    [GUMBO_TAG_DEL]        = {"del", 0, NULL},
    [GUMBO_TAG_DFN]        = {"dfn", 0, NULL},
    [GUMBO_TAG_INS]        = {"ins", 0, NULL},
    [GUMBO_TAG_KBD]        = {"kbd", 0, NULL},
    [GUMBO_TAG_MARK]       = {"mark", 0, NULL},
    [GUMBO_TAG_Q]          = {"q", 0, NULL},
    [GUMBO_TAG_SAMP]       = {"samp", 0, NULL},
    [GUMBO_TAG_SUB]        = {"sub", 0, NULL},
    [GUMBO_TAG_SUP]        = {"sup", 0, NULL},
    [GUMBO_TAG_TIME]       = {"time", 0, NULL},
    [GUMBO_TAG_VAR]        = {"var", 0, NULL},

    [GUMBO_TAG_IMG]        = {"img", TAG_VOID, NULL},
    [GUMBO_TAG_IMAGE]      = {"img", TAG_VOID, NULL},
};
/* clang-format on */

const struct tag_rule *
tag_rule(GumboTag tag)
{
    const struct tag_rule *rule = tag < GUMBO_TAG_LAST ? &rules[tag] : NULL;

    return rule && (rule->as || rule->flags) ? rule : NULL;
}
