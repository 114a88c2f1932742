/* A small test harness: a table of named cases, one line a case, and at the end "N passed, N failed". */
#ifndef HARNESS_H
#define HARNESS_H

#include <codelab.h>
#include <stddef.h>
#include <stdint.h>

typedef struct test_case {
    const char *name; /* a plain sentence */
    void (*run)(void);
} test_case;

typedef struct test_group {
    const char *name;
    const test_case *cases; /* ends with a case without a name */
} test_group;

/* Runs the cases whose name contains filter (all, for NULL). Returns how many failed. */
int harness_run(const test_group *const *groups, const char *filter);

/* Runs one case of the table of scenarios under the harness's eye. */
void harness_case(const char *name, void (*run)(const void *context), const void *context, const char *filter);
int harness_finish(void);

/* Marks the running case as failed, and prints the reason. */
void harness_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* How often the running case has failed. */
int harness_failures(void);

/* Seconds that a case may take before the suite is ended; CODELAB_TEST_PATIENCE multiplies it (valgrind is slow). */
#define CASE_SECONDS 60

/* Monotonic. */
int64_t now_ms(void);

#define FAIL(...) harness_fail(__FILE__, __LINE__, __VA_ARGS__)

#define CHECK(condition) \
    do { \
        if (!(condition)) FAIL("not so: %s", #condition); \
    } while (0)

/* Returns from the case's function if the condition is false: for conditions that the rest of the case needs. */
#define REQUIRE(condition) \
    do { \
        if (!(condition)) { FAIL("not so: %s", #condition); return; } \
    } while (0)

void check_integer(const char *file, int line, const char *what, int64_t found, int64_t wanted);
void check_text(const char *file, int line, const char *what, const char *found, const char *wanted);
void check_real(const char *file, int line, const char *what, double found, double wanted);
void check_contains(const char *file, int line, const char *what, const char *text, const char *part);
void check_status(const char *file, int line, const char *what, int32_t found, int32_t wanted,
                  const codelab_error *error);

#define CHECK_INTEGER(found, wanted) check_integer(__FILE__, __LINE__, #found, (int64_t)(found), (int64_t)(wanted))
#define CHECK_TEXT(found, wanted) check_text(__FILE__, __LINE__, #found, found, wanted)
#define CHECK_REAL(found, wanted) check_real(__FILE__, __LINE__, #found, found, wanted)
#define CHECK_CONTAINS(text, part) check_contains(__FILE__, __LINE__, #text, text, part)

/* Checks the status of a call. The failure includes the error's message if an error is given. */
#define CHECK_STATUS(found, wanted, error) check_status(__FILE__, __LINE__, #found, found, wanted, error)

#endif
