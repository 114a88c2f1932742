/* A second opinion, written apart from the library: whether bytes are JSON as RFC 8259 and the header ask for. */
#ifndef JUDGE_H
#define JUDGE_H

#include <stddef.h>

#define DEEPEST 128

/* 1: one JSON text in UTF-8, no half surrogates, nested at most DEEPEST deep; 0: not so. *depth is how deep. */
int is_json(const char *bytes, size_t length, int *depth);

/* 1: UTF-8 without surrogates, overlong forms and values above U+10FFFF. */
int is_utf8(const char *bytes, size_t length);

#endif
