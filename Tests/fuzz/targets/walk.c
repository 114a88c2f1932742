#include "walk.h"

#include "judge.h"

#include <string.h>

/* FNV-1a over everything that is read. */
static unsigned long long sum;

static void add(const void *bytes, size_t length)
{
    for (size_t index = 0; index < length; index++)
        sum = (sum ^ ((const unsigned char *)bytes)[index]) * 1099511628211ull;
}

static void number(int64_t value) { add(&value, sizeof value); }

static void real(double value)
{
    HOLDS(value == value);
    add(&value, sizeof value);
}

static void text(const char *value)
{
    number(value != NULL);
    if (!value) return;
    size_t length = strlen(value);
    HOLDS(is_utf8(value, length));
    add(value, length);
}

/* An enum and the service's word for it: without the word there is no value. */
static void word(int32_t value, int32_t highest, const char *service_text)
{
    HOLDS(value >= 0 && value <= highest);
    HOLDS(value == 0 || service_text != NULL);
    number(value);
    text(service_text);
}

static void boolean(int32_t value)
{
    HOLDS(value >= -1 && value <= 1);
    number(value);
}

static void list(int64_t count, const void *first)
{
    HOLDS(count >= 0);
    HOLDS(first != NULL || count == 0);
    number(first != NULL);
    number(count);
}

static void texts(int64_t count, const char *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        HOLDS(values[index] != NULL);
        text(values[index]);
    }
}

/* JSON paths of dropped values: NULL for none, never an empty text. */
static void dropped(int64_t count, const char *const *paths)
{
    HOLDS((count > 0) == (paths != NULL));
    texts(count, paths);
    for (int64_t index = 0; index < count; index++) HOLDS(paths[index][0] != '\0');
}

/* An amount, and its integer unless it is a fraction. */
static void amount(int64_t whole, double value)
{
    HOLDS(whole == CODELAB_ABSENT || (double)whole == value);
    number(whole);
    real(value);
}

/* Reads every field. */
#include "walk_gen.h"

/* Steps with a number are in its order; those without one may be anywhere. */
static void check_steps(int64_t count, const codelab_step *const *steps)
{
    for (int64_t index = 1; index < count; index++)
        if (steps[index]->step != CODELAB_ABSENT && steps[index - 1]->step != CODELAB_ABSENT)
            HOLDS(steps[index - 1]->step <= steps[index]->step);
}

static void check_lease(const codelab_lease *of)
{
    if (!of) return;
    int is_endless = of->enable == 0 || of->create_at_ms == CODELAB_ABSENT || of->duration_ms < 0;
    HOLDS(of->deadline_ms == CODELAB_ABSENT || of->deadline_ms == of->create_at_ms + of->duration_ms);
    HOLDS(!is_endless || of->deadline_ms == CODELAB_ABSENT);
    HOLDS(of->remaining_ms == CODELAB_ABSENT || (of->remaining_ms >= 0 && of->deadline_ms != CODELAB_ABSENT));
}

/* The values that the library computes. The remaining time is not added to the sum, because it changes. */
static void derived(const codelab_instance *of)
{
    int ready = codelab_instance_is_ready(of), percent = codelab_instance_progress_percent(of);
    int64_t deadline = codelab_instance_lease_deadline_ms(of), remaining = codelab_instance_lease_remaining_ms(of);
    const char *browser_url = codelab_instance_browser_url(of);
    HOLDS(ready == (of->status == CODELAB_STATUS_RUNNING && of->url && of->url[0]));
    HOLDS(!ready || !codelab_instance_is_failed(of));
    HOLDS(percent >= 0 && percent <= 100 && (percent == 100) == ready);
    HOLDS(deadline == (of->lease ? of->lease->deadline_ms : CODELAB_ABSENT));
    HOLDS(!of->lease || of->current_time_ms != CODELAB_ABSENT || of->lease->remaining_ms == CODELAB_ABSENT);
    HOLDS(remaining == CODELAB_ABSENT || (remaining >= 0 && deadline != CODELAB_ABSENT));
    HOLDS((browser_url != NULL) == (of->url && of->url[0]));
    number(codelab_instance_is_failed(of));
    number(percent);
    number(deadline);
    text(browser_url);
}

/* Checks an instance that has been read. */
static void check_instance(const codelab_instance *of)
{
    check_steps(of->action_progress_count, of->action_progress);
    check_lease(of->lease);
    derived(of);
}

static void begin(void) { sum = 14695981039346656037ull; }

unsigned long long walk(const codelab_instance *of)
{
    begin();
    walk_codelab_instance(of);
    check_instance(of);
    return sum;
}

unsigned long long walk_lease(const codelab_lease *of)
{
    begin();
    walk_codelab_lease(of);
    check_lease(of);
    return sum;
}

unsigned long long walk_image(const codelab_image *of)
{
    begin();
    walk_codelab_image(of);
    return sum;
}

unsigned long long walk_page(const codelab_page *of)
{
    begin();
    walk_codelab_page(of);
    HOLDS((of->instances != NULL) + (of->images != NULL) + (of->flavors != NULL) <= 1);
    for (int64_t index = 0; index < of->instances_count; index++) check_instance(of->instances[index]);
    return sum;
}
