/*
 * The libFuzzer target for times in headers and bodies: Date, Retry-After and IAM's. What is read is compared with a
 * second opinion, which matches a pattern and leaves the calendar to libc. The second line is the answer's own Date.
 */
#include "entries.h"
#include "walk.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int is_letter(uint8_t byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'; }

/* Reads as the pattern says: 'w' a letter, 'm' a month's three, 'n' 'd' 'y' 'h' 'i' 's' a digit of month, day, year,
   hour, minute and second, '_' a digit of the day or a space; all else stands for itself. */
static int matches(const uint8_t *text, size_t length, const char *pattern, struct tm *time)
{
    size_t at = 0;
    memset(time, 0, sizeof *time);
    for (; *pattern; pattern++, at++) {
        if (at >= length) return 0;
        uint8_t byte = text[at];
        int *part = *pattern == 'd' || *pattern == '_' ? &time->tm_mday : *pattern == 'y' ? &time->tm_year
                  : *pattern == 'h' ? &time->tm_hour : *pattern == 'i' ? &time->tm_min
                  : *pattern == 's' ? &time->tm_sec : *pattern == 'n' ? &time->tm_mon : NULL;
        if (*pattern == 'w') {
            if (!is_letter(byte)) return 0;
        } else if (*pattern == 'm') {
            const char *month = months;
            while (*month && (length - at < 3 || memcmp(text + at, month, 3) != 0)) month += 3;
            if (!*month) return 0;
            time->tm_mon = (int)(month - months) / 3;
            at += 2;
        } else if (part && !(*pattern == '_' && byte == ' ')) {
            if (byte < '0' || byte > '9') return 0;
            *part = *part * 10 + byte - '0';
        } else if (!part && byte != (uint8_t)*pattern) {
            return 0;
        }
    }
    return at == length;
}

static int64_t in_calendar(struct tm *time, int year)
{
    if (year < 1 || time->tm_mon < 0 || time->tm_mon > 11 || time->tm_mday < 1 || time->tm_mday > 31 ||
        time->tm_hour > 23 || time->tm_min > 59 || time->tm_sec > 60)
        return CODELAB_ABSENT;
    time->tm_year = year - 1900;
    return timegm(time);
}

static int64_t http_date(const uint8_t *text, size_t length)
{
    static const char *const weekdays[] = {"wwwwww", "wwwwwww", "wwwwwwww", "wwwwwwwww"};
    struct tm time;
    if (matches(text, length, "www, dd m yyyy hh:ii:ss GMT", &time)) return in_calendar(&time, time.tm_year);
    if (matches(text, length, "www m _d hh:ii:ss yyyy", &time)) return in_calendar(&time, time.tm_year);
    for (int index = 0; index < 4; index++) {
        char pattern[64];
        snprintf(pattern, sizeof pattern, "%s, dd-m-yy hh:ii:ss GMT", weekdays[index]);
        if (matches(text, length, pattern, &time))
            return in_calendar(&time, time.tm_year + (time.tm_year < 70 ? 2000 : 1900));
    }
    return CODELAB_ABSENT;
}

static int64_t iso_date(const uint8_t *text, size_t length)
{
    struct tm time;
    int64_t milliseconds = 0, weight = 100;
    if (length < 20 || text[length - 1] != 'Z' || !matches(text, 19, "yyyy-nn-ddThh:ii:ss", &time))
        return CODELAB_ABSENT;
    if (length > 20 && (text[19] != '.' || length == 21)) return CODELAB_ABSENT;
    for (size_t at = 20; at + 1 < length; at++, weight /= 10) {
        if (text[at] < '0' || text[at] > '9') return CODELAB_ABSENT;
        milliseconds += (text[at] - '0') * weight;
    }
    time.tm_mon--;
    int64_t seconds = in_calendar(&time, time.tm_year);
    return seconds == CODELAB_ABSENT ? seconds : seconds * 1000 + milliseconds;
}

/* At least 0, at most a day. */
static int64_t bounded(int64_t seconds) { return (seconds < 0 ? 0 : seconds > 86400 ? 86400 : seconds) * 1000; }

static int64_t retry_after(const uint8_t *text, size_t length, const uint8_t *date, size_t date_length)
{
    int64_t seconds = 0;
    size_t at = 0;
    for (; at < length && text[at] >= '0' && text[at] <= '9'; at++)
        seconds = seconds > 86400 ? seconds : seconds * 10 + text[at] - '0';
    if (length > 0 && at == length) return bounded(seconds);
    /* A fraction, which is rounded up. */
    if (at > 0 && at + 1 < length && text[at] == '.') {
        size_t digit = at + 1;
        while (digit < length && text[digit] >= '0' && text[digit] <= '9') digit++;
        if (digit == length) return bounded(seconds + 1);
    }
    int64_t until = http_date(text, length), now = date ? http_date(date, date_length) : CODELAB_ABSENT;
    return until == CODELAB_ABSENT || now == CODELAB_ABSENT ? CODELAB_ABSENT : bounded(until - now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, '\n', size), *date = end ? end + 1 : NULL;
    size_t length = end ? (size_t)(end - data) : size, date_length = end ? size - length - 1 : 0;
    HOLDS(entry_http_date(data, length) == http_date(data, length));
    HOLDS(entry_iso_date(data, length) == iso_date(data, length));
    HOLDS(entry_retry_after(data, length, date, date_length) == retry_after(data, length, date, date_length));
    return 0;
}
