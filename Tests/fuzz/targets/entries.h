/*
 * Ways into what the library does with bytes from outside, for fuzzers only: entries/Entries.swift. Texts are
 * NUL-terminated, and NULL where that is said. Bytes need not be what they should be.
 */
#ifndef ENTRIES_H
#define ENTRIES_H

#include <codelab.h>

enum entry_kind { ENTRY_INSTANCE, ENTRY_LEASE, ENTRY_IMAGE, ENTRY_INSTANCES, ENTRY_IMAGES, ENTRY_FLAVORS, ENTRY_KINDS };

/* An answer of the service. The three headers may be NULL, signed_seconds CODELAB_ABSENT. *out is the public struct of
   that kind, or NULL; free it with entry_answer_free(). */
int32_t entry_answer(int32_t kind, const void *bytes, size_t length, int32_t http_status, const char *date,
                     const char *retry_after, const char *request_id, int64_t signed_seconds, const char *secret,
                     void **out, codelab_error *error);
void entry_answer_free(void *answer);

/* The body of IAM's answer with a token, and its address as a client takes it. Texts are cut to capacity. */
int32_t entry_token(const void *bytes, size_t length, const char *region, int64_t *expires_at_ms, char *project,
                    char *endpoint, size_t capacity, codelab_error *error);
int32_t entry_projects(const void *bytes, size_t length, const char *name, char *project, size_t capacity,
                       codelab_error *error);

/* Seconds, milliseconds and milliseconds; CODELAB_ABSENT. date may be NULL. */
int64_t entry_http_date(const void *bytes, size_t length);
int64_t entry_iso_date(const void *bytes, size_t length);
int64_t entry_retry_after(const void *bytes, size_t length, const void *date, size_t date_length);

/* texts: header lines each ended by a NUL, URL, body, names of headers to sign, region, service. counts: of the lines
   with what signing has added, the canonical request, and the same blanked. Texts are cut to capacity. */
int32_t entry_sign(int32_t is_older, const void *const *texts, const size_t *lengths, int64_t date_seconds, char *lines,
                   char *canonical, size_t capacity, size_t *counts);

#endif
