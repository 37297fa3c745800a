/* SPDX-License-Identifier: Apache-2.0 */
/* The zone that a misspelt name most likely means, from the list that comes with tzdata.
 */
#include "base/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LIST "/usr/share/zoneinfo/zone.tab"

enum { LONGEST = 40, NEAR = 3, LINE_BYTES = 256 };

/* How many letters differ (Levenshtein), without case. */
static int
distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    int row[LONGEST + 1];

    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int change = corner + (tolower((unsigned char)a[i - 1]) !=
                                   tolower((unsigned char)b[j - 1]));
            corner = row[j];
            if (row[j] + 1 < change)
                change = row[j] + 1;
            if (row[j - 1] + 1 < change)
                change = row[j - 1] + 1;
            row[j] = change;
        }
    }
    return row[m];
}

/* Country code, coordinates, name: between tabs. */
static char *
name_of(char *line)
{
    char *name = strchr(line, '\t');

    name = name ? strchr(name + 1, '\t') : NULL;
    if (*line == '#' || !name)
        return NULL;
    name++;
    name[strcspn(name, "\t\n")] = 0;
    return name;
}

const struct zone *
zone_nearest(const char *name)
{
    FILE *file = fopen(LIST, "re");
    char line[LINE_BYTES], wanted[LONGEST + 1], best[LINE_BYTES] = "";
    int nearest = NEAR + 1;

    if (!file)
        return NULL;
    snprintf(wanted, sizeof wanted, "%s", name);
    for (char *p = wanted; *p; p++)
        *p = *p == ' ' ? '_' : *p;
    while (fgets(line, sizeof line, file)) {
        const char *candidate = name_of(line), *city;
        int near;

        if (!candidate)
            continue;
        city = strrchr(candidate, '/');
        near = distance(wanted, candidate);
        if (city && !strchr(wanted, '/') && distance(wanted, city + 1) < near)
            near = distance(wanted, city + 1); /* "Madrid" */
        if (near >= nearest)
            continue;
        nearest = near;
        snprintf(best, sizeof best, "%s", candidate);
    }
    fclose(file);
    return *best ? zone_find(best) : NULL;
}
