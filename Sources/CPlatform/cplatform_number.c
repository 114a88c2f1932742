#define _GNU_SOURCE
#include "cplatform_number.h"

#include <locale.h>
#include <stdlib.h>

double cplatform_parse_double(const char *text) {
    // For "C", glibc returns a built-in locale object: it allocates nothing and cannot fail.
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0) return 0;
    double value = strtod_l(text, NULL, c_locale);
    freelocale(c_locale);
    return value;
}
