#include "harness.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *running = "";
static int failures;
static int passed;
static int failed;

int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A case that hangs ends the suite, with its name. */
static void on_alarm(int number)
{
    static const char text[] = "\nended: this case took too long: ";
    (void)number;
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0 || write(STDOUT_FILENO, running, strlen(running)) < 0 ||
        write(STDOUT_FILENO, "\n", 1) < 0)
        _exit(3);
    _exit(2);
}

static unsigned patience(void)
{
    const char *text = getenv("CODELAB_TEST_PATIENCE");
    int factor = text ? atoi(text) : 1;
    return (unsigned)(factor > 0 ? factor : 1) * CASE_SECONDS;
}

void harness_case(const char *name, void (*run)(const void *context), const void *context, const char *filter)
{
    if (filter && !strstr(name, filter)) return;
    running = name;
    failures = 0;
    signal(SIGALRM, on_alarm);
    alarm(patience());
    run(context);
    alarm(0);
    if (failures == 0)
        passed++;
    else
        failed++;
    printf("%s  %s\n", failures == 0 ? "ok    " : "FAILED", name);
    fflush(stdout);
}

static void run_plain(const void *context)
{
    ((const test_case *)context)->run();
}

int harness_run(const test_group *const *groups, const char *filter)
{
    for (; *groups; groups++) {
        printf("-- %s\n", (*groups)->name);
        for (const test_case *each = (*groups)->cases; each->name; each++)
            harness_case(each->name, run_plain, each, filter);
    }
    return failed;
}

int harness_finish(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

int harness_failures(void)
{
    return failures;
}

void harness_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    failures++;
    printf("        %s:%d: ", file, line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

void check_integer(const char *file, int line, const char *what, int64_t found, int64_t wanted)
{
    if (found != wanted)
        harness_fail(file, line, "%s is %" PRId64 ", and should be %" PRId64, what, found, wanted);
}

void check_text(const char *file, int line, const char *what, const char *found, const char *wanted)
{
    if (found && wanted ? strcmp(found, wanted) != 0 : found != wanted)
        harness_fail(file, line, "%s is %s%s%s, and should be %s%s%s", what, found ? "\"" : "", found ? found : "NULL",
                     found ? "\"" : "", wanted ? "\"" : "", wanted ? wanted : "NULL", wanted ? "\"" : "");
}

void check_real(const char *file, int line, const char *what, double found, double wanted)
{
    if (fabs(found - wanted) > 0) harness_fail(file, line, "%s is %g, and should be %g", what, found, wanted);
}

void check_contains(const char *file, int line, const char *what, const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        harness_fail(file, line, "%s is \"%s\", and should contain \"%s\"", what, text ? text : "NULL", part);
}

void check_status(const char *file, int line, const char *what, int32_t found, int32_t wanted,
                  const codelab_error *error)
{
    if (found != wanted)
        harness_fail(file, line, "%s gave %s (%" PRId32 "), and should give %s: %s", what, codelab_status_name(found),
                     found, codelab_status_name(wanted), error ? error->message : "no error was taken");
    if (error && found < 0) {
        if (error->code != found)
            harness_fail(file, line, "error.code is %" PRId32 " after %s returned %" PRId32, error->code, what, found);
        if (error->message[0] == '\0') harness_fail(file, line, "%s left no message", what);
    }
}
