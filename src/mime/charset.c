/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/charset.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/scan.h"

#include <stdio.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>
#include <unicode/utf16.h>

enum { GUESS_BYTES = 64 * 1024, REPLACEMENT = 0xFFFD };

/* What senders write, and what they mean; ICU knows the rest. */
static const struct {
    const char *label, *means;
} labels[] = {
    {"iso-8859-1",                     "windows-1252"     },
    {"latin1",                         "windows-1252"     },
    {"iso-8859-9",                     "windows-1254"     },
    {"iso-8859-11",                    "windows-874"      },
    {"tis-620",                        "windows-874"      },
    {"iso-8859-8-i",                   "iso-8859-8"       },
    {"iso-8859-8-e",                   "iso-8859-8"       },
    {"gb2312",                         "gb18030"          },
    {"gbk",                            "gb18030"          },
    {"gb_2312-80",                     "gb18030"          },
    {"x-gbk",                          "gb18030"          },
    {"cp936",                          "gb18030"          },
    {"ks_c_5601-1987",                 "windows-949"      },
    {"ks_c_5601",                      "windows-949"      },
    {"ksc5601",                        "windows-949"      },
    {"euc-kr",                         "windows-949"      },
    {"shift_jis",                      "ibm-943_P15A-2003"},
    {"shift-jis",                      "ibm-943_P15A-2003"},
    {"sjis",                           "ibm-943_P15A-2003"},
    {"x-sjis",                         "ibm-943_P15A-2003"},
    {"cp932",                          "ibm-943_P15A-2003"},
    {"windows-31j",                    "ibm-943_P15A-2003"},
    {"big5",                           "big5-hkscs"       },
    {"big-5",                          "big5-hkscs"       },
    {"cp950",                          "big5-hkscs"       },
    {"cp50220",                        "iso-2022-jp-1"    },
    {"cp50221",                        "iso-2022-jp-1"    },
    {"unicode-1-1-utf-7",              "utf-7"            },
    {"utf8",                           "utf-8"            },
    {"utf_8",                          "utf-8"            },
    {"unicode-1-1-utf-8",              "utf-8"            },
    {"utf-8mb4",                       "utf-8"            },
    {"utf8mb4",                        "utf-8"            },
    {"koi8",                           "koi8-r"           },
    {"x-mac-roman",                    "macintosh"        },
    {"x-mac-cyrillic",                 "x-mac-cyrillic"   },
    {"iso-10646-ucs-2",                "utf-16be"         },
    {"ansi",                           "windows-1252"     },
    {"iso-8859-1-windows-3.1-latin-1", "windows-1252"     },
};

const struct mime_charset_choice mime_charset_choices[] = {
    {"utf-8",        N_("Unicode")         },
    {"utf-16le",     N_("Unicode")         },
    {"utf-16be",     N_("Unicode")         },
    {"utf-7",        N_("Unicode")         },
    {"windows-1252", N_("Western")         },
    {"iso-8859-15",  N_("Western")         },
    {"macintosh",    N_("Western")         },
    {"ibm850",       N_("Western")         },
    {"windows-1250", N_("Central European")},
    {"iso-8859-2",   N_("Central European")},
    {"windows-1251", N_("Cyrillic")        },
    {"koi8-r",       N_("Cyrillic")        },
    {"koi8-u",       N_("Cyrillic")        },
    {"iso-8859-5",   N_("Cyrillic")        },
    {"ibm866",       N_("Cyrillic")        },
    {"windows-1253", N_("Greek")           },
    {"windows-1254", N_("Turkish")         },
    {"windows-1255", N_("Hebrew")          },
    {"windows-1256", N_("Arabic")          },
    {"windows-1257", N_("Baltic")          },
    {"windows-1258", N_("Vietnamese")      },
    {"windows-874",  N_("Thai")            },
    {"shift_jis",    N_("Japanese")        },
    {"euc-jp",       N_("Japanese")        },
    {"iso-2022-jp",  N_("Japanese")        },
    {"gb18030",      N_("Chinese")         },
    {"big5",         N_("Chinese")         },
    {"euc-kr",       N_("Korean")          },
};
const size_t mime_charset_choices_n =
    sizeof mime_charset_choices / sizeof *mime_charset_choices;

void
mime_charset_init(void)
{
    UErrorCode status = U_ZERO_ERROR;

    udata_setFileAccess(UDATA_NO_FILES, &status);
}

/* Labels that say that there is nothing but ASCII: of other bytes they tell nothing. */
static bool
is_ascii_label(const char *label)
{
    struct bytes name = scan_trim(bytes_of(label));

    return scan_eq_fold(name, "us-ascii") || scan_eq_fold(name, "ascii") ||
           scan_eq_fold(name, "ansi_x3.4-1968") || scan_eq_fold(name, "7bit") ||
           scan_eq_fold(name, "unknown-8bit");
}

/* What ICU is to open: in out, or "" when the label is no name at all. "utf-8" is ours.
 */
static void
resolve(const char *label, char out[64])
{
    struct bytes name = scan_trim(bytes_of(label));
    size_t n = 0;

    for (size_t i = 0; i < name.n && n < 63; i++) {
        unsigned char c = scan_lower(name.p[i]);

        if (c == '*') /* RFC 2231 §5: a language follows */
            break;
        if (c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != ';' && c != ',')
            out[n++] = (char)c;
    }
    out[n] = '\0';
    if (str_starts(out, "charset="))
        memmove(out, out + 8, n - 7);
    if (str_starts(out, "cp125") || str_starts(out, "cp-125")) {
        char digits[8];

        snprintf(digits, sizeof digits, "%s", strchr(out, '1'));
        snprintf(out, 64, "windows-%s", digits);
    }
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_eq(out, labels[i].label)) {
            snprintf(out, 64, "%s", labels[i].means);
            return;
        }
}

static UConverter *
open_named(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter;

    if (!*name)
        return NULL;
    converter = ucnv_open(name, &status);
    if (U_FAILURE(status))
        return NULL;
    /* A name that ICU takes but that holds no letters of mail: EBCDIC and its kin. */
    if (ucnv_getType(converter) == UCNV_EBCDIC_STATEFUL) {
        ucnv_close(converter);
        return NULL;
    }
    return converter;
}

bool
mime_charset_known(const char *label)
{
    char name[64];
    UConverter *converter;

    if (str_blank(label))
        return false;
    resolve(label, name);
    converter = open_named(name);
    if (converter)
        ucnv_close(converter);
    return converter != NULL;
}

/* Adds UTF-16 to buf; a surrogate may be split between two calls. Returns replaced ones.
 */
static size_t
add_utf16(struct buf *buf, const UChar *p, size_t n, UChar *lead)
{
    size_t bad = 0;

    for (size_t i = 0; i < n; i++) {
        if (*lead && U16_IS_TRAIL(p[i])) {
            buf_rune(buf, (uint32_t)U16_GET_SUPPLEMENTARY(*lead, p[i]));
            *lead = 0;
            continue;
        }
        *lead = 0;
        if (U16_IS_LEAD(p[i])) {
            *lead = p[i];
            continue;
        }
        bad += p[i] == REPLACEMENT;
        buf_rune(buf, p[i]);
    }
    return bad;
}

/* Converts; returns how many characters could not be read. */
static size_t
convert(struct buf *buf, UConverter *converter, struct bytes raw)
{
    const char *source = (const char *)raw.p, *end = source + raw.n;
    UChar room[4096], lead = 0;
    size_t bad = 0;
    UErrorCode status;

    do {
        UChar *target = room;

        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &target, room + 4096, &source, end, NULL, true,
                       &status);
        bad += add_utf16(buf, room, (size_t)(target - room), &lead);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    return bad;
}

/* Characters of more than one byte, and broken bytes. */
static void
utf8_count(struct bytes raw, size_t *wide_out, size_t *bad_out)
{
    *wide_out = *bad_out = 0;
    for (size_t i = 0; i < raw.n;) {
        uint32_t rune;
        size_t length = 1;

        if (raw.p[i] >= 0x80) {
            length = utf8_decode(raw.p + i, raw.n - i, &rune);
            *bad_out += length == 1;
            *wide_out += length > 1;
        }
        i += length;
    }
}

static bool
has_escape(struct bytes raw)
{
    for (size_t i = 0; i + 2 < raw.n; i++)
        if (raw.p[i] == 0x1B && (raw.p[i + 1] == '$' || raw.p[i + 1] == '('))
            return true;
    return false;
}

/* The most likely charset of bytes that are not UTF-8. Short Western texts look like many
 * things to a statistic, so it must be sure to be believed. */
static const char *
guess(struct bytes raw)
{
    static const char *const trusted[] = {
        "Shift_JIS",    "GB18030",      "EUC-JP",       "EUC-KR",       "Big5",
        "KOI8-R",       "windows-1251", "ISO-8859-5",   "windows-1253", "ISO-8859-7",
        "windows-1255", "ISO-8859-8",   "windows-1256", "windows-1250", "ISO-8859-2",
        "windows-1254", "UTF-16LE",     "UTF-16BE",     "ISO-2022-KR",  "ISO-2022-CN"};
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    const char *best = "windows-1252";
    const UCharsetMatch *match;

    if (U_FAILURE(status))
        return best;
    ucsdet_setText(detector, (const char *)raw.p,
                   (int32_t)(raw.n > GUESS_BYTES ? GUESS_BYTES : raw.n), &status);
    match = ucsdet_detect(detector, &status);
    if (U_SUCCESS(status) && match && ucsdet_getConfidence(match, &status) >= 30) {
        const char *name = ucsdet_getName(match, &status);

        for (size_t i = 0; i < sizeof trusted / sizeof *trusted; i++)
            if (str_eq(name, trusted[i]))
                best = trusted[i];
    }
    ucsdet_close(detector);
    return best;
}

static char *
converted(struct arena *arena, struct bytes raw, const char *name, bool line,
          size_t *bad_out)
{
    UConverter *converter = open_named(name);
    struct buf buf;

    *bad_out = raw.n;
    if (!converter)
        return NULL;
    buf_init(&buf, arena, raw.n * 3 + 16);
    buf_reserve(&buf, raw.n + 16);
    *bad_out = convert(&buf, converter, raw);
    ucnv_close(converter);
    return utf8_clean(arena, buf_bytes(&buf), line);
}

/* A byte order mark says how the text is to be read; it is no letter of it. */
static char *
without_mark(char *text)
{
    return str_starts(text, "\xEF\xBB\xBF") ? text + 3 : text;
}

/* "utf-16" without a mark: the zero bytes of Latin letters tell the order. */
static bool
is_little_endian(struct bytes raw)
{
    size_t even = 0, odd = 0;

    if (raw.n >= 2 && ((raw.p[0] == 0xFF && raw.p[1] == 0xFE) ||
                       (raw.p[0] == 0xFE && raw.p[1] == 0xFF)))
        return false;
    for (size_t i = 0; i + 1 < raw.n && i < GUESS_BYTES; i += 2) {
        even += raw.p[i] == 0;
        odd += raw.p[i + 1] == 0;
    }
    return odd > even;
}

static char *
guessed(struct arena *arena, struct bytes raw, bool line)
{
    size_t wide, bad;
    char name[64];
    char *text;

    utf8_count(raw, &wide, &bad);
    if (bad && (wide < 4 * bad || wide < 2)) {
        resolve(guess(raw), name);
        text = converted(arena, raw, name, line, &bad);
        if (text)
            return text;
    }
    return utf8_clean(arena, raw, line);
}

/* One byte, one character: every byte string is valid, so valid UTF-8 says more. */
static bool
is_single_byte(const char *name)
{
    return str_starts(name, "windows-125") || str_starts(name, "iso-8859") ||
           str_starts(name, "koi8") || str_eq(name, "macintosh") ||
           str_eq(name, "windows-874");
}

static char *
text_of(struct arena *arena, struct bytes raw, const char *label, bool line,
        bool *guessed_out)
{
    size_t wide, bad, broken;
    char name[64];
    char *text;

    resolve(label && !is_ascii_label(label) ? label : "", name);
    if (str_eq(name, "utf-16") && is_little_endian(raw))
        snprintf(name, sizeof name, "utf-16le");
    if (has_escape(raw) && !str_starts(name, "iso-2022") && !str_starts(name, "hz")) {
        *guessed_out = true;
        text = converted(arena, raw, "iso-2022-jp-1", line, &broken);
        if (text && broken == 0)
            return text;
    }
    if (str_starts(name, "utf-16") || str_starts(name, "utf-32") ||
        str_eq(name, "utf-7") || str_starts(name, "iso-2022") || str_starts(name, "hz")) {
        text = converted(arena, raw, name, line, &broken);
        if (text && broken * 4 <= raw.n)
            return text;
    }
    utf8_count(raw, &wide, &bad);
    if (!wide && !bad)
        return utf8_clean(arena, raw, line);
    if (str_eq(name, "utf-8") && wide >= bad) {
        *guessed_out |= bad > 0;
        return utf8_clean(arena, raw, line);
    }
    text = str_eq(name, "utf-8") ? NULL : converted(arena, raw, name, line, &broken);
    if (text && broken == 0 && !(is_single_byte(name) && bad == 0 && wide))
        return text;
    *guessed_out = true;
    if (text && broken * 20 < raw.n && bad) /* a few bad ones in what the label says */
        return text;
    return guessed(arena, raw, line);
}

char *
mime_charset_text(struct arena *arena, struct bytes raw, const char *label, bool line,
                  bool *guessed_out)
{
    bool dummy = false;

    if (!raw.n)
        return arena_strdup(arena, "");
    return without_mark(
        text_of(arena, raw, label, line, guessed_out ? guessed_out : &dummy));
}

char *
mime_charset_forced(struct arena *arena, struct bytes raw, const char *label, bool line)
{
    char name[64];
    size_t broken;
    char *text;

    resolve(label, name);
    text = str_eq(name, "utf-8") ? NULL : converted(arena, raw, name, line, &broken);
    return without_mark(text ? text : utf8_clean(arena, raw, line));
}
