/* A second opinion, written apart from the library: whether bytes are JSON as RFC 8259 and the header ask for. */
#ifndef JUDGE_H
#define JUDGE_H

#include <stddef.h>

#define DEEPEST 128

/* Returns the length of the byte order mark at the beginning: 3 or 0. */
size_t byte_order_mark(const char *bytes, size_t length);

/* Returns 1 for one JSON text in UTF-8, nested at most DEEPEST deep, after at most one byte order mark; else 0.
 * *depth is its depth. */
int is_json(const char *bytes, size_t length, int *depth);

/* 1: UTF-8 without surrogates, overlong forms and values above U+10FFFF. */
int is_utf8(const char *bytes, size_t length);

#endif
