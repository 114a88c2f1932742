// Decimal text to floating point, whatever the host's locale says about the decimal point.
#ifndef CPLATFORM_NUMBER_H
#define CPLATFORM_NUMBER_H

// `text` is a JSON number followed by a byte that cannot continue one. Out of range gives HUGE_VAL or 0.
double cplatform_parse_double(const char *text);

#endif
