// Converts decimal text to floating point, independent of the decimal point of the host's locale.
#ifndef CPLATFORM_NUMBER_H
#define CPLATFORM_NUMBER_H

// Converts a JSON number, which is followed by a byte that cannot continue it. Returns HUGE_VAL or 0 if it is out of
// range.
double cplatform_parse_double(const char *text);

#endif
