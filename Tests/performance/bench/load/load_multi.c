/*
 * The yardstick: the same requests, with the same headers, by a C program on libcurl's multi interface, written as its
 * manual says a fast one is: curl_multi_socket_action() on epoll, handles used again, at most so many connections.
 *
 * It does less than the library: no retries, no pace, no deadlines; of an answer it only looks for the id and for the
 * word RUNNING, and copies nothing else out of it. Its times are a list, since all its delays are the same.
 */
#include "report.h"

#include <codelab.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/epoll.h>

#define TEXT(value) #value
#define DOTTED(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)
#define VERSION DOTTED(CODELAB_VERSION_MAJOR, CODELAB_VERSION_MINOR, CODELAB_VERSION_PATCH)

#define ANSWER_BYTES 16384
#define ID_BYTES 64

typedef struct instance {
    char id[ID_BYTES];
    long long due_ns;
    struct instance *next;
} instance;

typedef struct slot {
    CURL *easy;
    instance *of;
    size_t length;
    char answer[ANSWER_BYTES];
    struct slot *next;
} slot;

typedef struct list {
    instance *first, *last;
} list;

static task given;
static CURLM *multi;
static int epoll;
static long long timer_ns;
static slot slots[CONNECTIONS], *idle;
static list waiting, asleep;
static long ready;
static size_t heap;

static void push(list *into, instance *each)
{
    each->next = NULL;
    if (into->last) into->last->next = each;
    else into->first = each;
    into->last = each;
}

static instance *pop(list *from)
{
    instance *each = from->first;
    if (each && !(from->first = each->next)) from->last = NULL;
    return each;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static size_t gather(char *bytes, size_t size, size_t count, void *context)
{
    slot *each = context;
    if (each->length + size * count >= ANSWER_BYTES) return 0;
    memcpy(each->answer + each->length, bytes, size * count);
    each->length += size * count;
    return size * count;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known)
{
    struct epoll_event event = {.data.fd = socket};
    (void)easy, (void)context;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event);
        curl_multi_assign(multi, socket, NULL);
        return 0;
    }
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(multi, socket, multi);
    return 0;
}

static int on_timer(CURLM *of, long timeout_ms, void *context)
{
    (void)of, (void)context;
    timer_ns = timeout_ms < 0 ? 0 : clock_ns(CLOCK_MONOTONIC) + timeout_ms * 1000000LL;
    return 0;
}

static void set_up(struct curl_slist *headers)
{
    multi = curl_multi_init();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4L * CONNECTIONS);
    for (int at = 0; at < CONNECTIONS; at++) {
        CURL *easy = slots[at].easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "libcodelab/" VERSION);
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, gather);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &slots[at]);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, &slots[at]);
        slots[at].next = idle;
        idle = &slots[at];
    }
}

static void send_next(void)
{
    while (idle && waiting.first) {
        slot *each = idle;
        char url[256];
        idle = each->next;
        each->of = pop(&waiting);
        each->length = 0;
        snprintf(url, sizeof url, "%s/v1/" PROJECT_ID "/notebooks/%s", given.endpoint,
                 each->of->id[0] ? each->of->id : "open");
        curl_easy_setopt(each->easy, CURLOPT_URL, url);
        if (each->of->id[0]) {
            curl_easy_setopt(each->easy, CURLOPT_HTTPGET, 1L);
        } else {
            curl_easy_setopt(each->easy, CURLOPT_POSTFIELDSIZE, 2L);
            curl_easy_setopt(each->easy, CURLOPT_POSTFIELDS, "{}");
        }
        if (curl_multi_add_handle(multi, each->easy) != CURLM_OK) fail("curl_multi_add_handle");
    }
}

static void take_answer(slot *each)
{
    instance *of = each->of;
    each->answer[each->length] = 0;
    if (!of->id[0]) {
        const char *id = strstr(each->answer, "\"id\":\"nb-");
        if (!id || sscanf(id, "\"id\":\"%63[^\"]", of->id) != 1) fail("an answer without an id");
    }
    if (strstr(each->answer, "\"status\":\"RUNNING\"")) {
        if (ready++ == 0) heap = heap_in_use();
        return;
    }
    of->due_ns = clock_ns(CLOCK_MONOTONIC) + LOOK_MS * 1000000LL;
    push(&asleep, of);
}

static void take_finished(void)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        slot *each = NULL;
        long status = 0;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &each);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        curl_multi_remove_handle(multi, each->easy);
        if (result != CURLE_OK || status != 200) fail(curl_easy_strerror(result));
        take_answer(each);
        each->next = idle;
        idle = each;
    }
}

static int next_timeout_ms(long long now)
{
    long long until = timer_ns;
    if (asleep.first && (!until || asleep.first->due_ns < until)) until = asleep.first->due_ns;
    if (!until) return -1;
    return until <= now ? 0 : (int)((until - now + 999999) / 1000000);
}

static void run(void)
{
    while (ready < given.instances) {
        struct epoll_event events[64];
        int running;
        send_next();
        int count = epoll_wait(epoll, events, 64, next_timeout_ms(clock_ns(CLOCK_MONOTONIC)));
        for (int at = 0; at < count; at++)
            curl_multi_socket_action(multi, events[at].data.fd,
                                     ((events[at].events & EPOLLIN) ? CURL_CSELECT_IN : 0) |
                                         ((events[at].events & EPOLLOUT) ? CURL_CSELECT_OUT : 0),
                                     &running);
        long long now = clock_ns(CLOCK_MONOTONIC);
        if (timer_ns && timer_ns <= now) {
            timer_ns = 0;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        take_finished();
        while (asleep.first && asleep.first->due_ns <= now) push(&waiting, pop(&asleep));
    }
}

int main(int count, char **arguments)
{
    given = take_task(count, arguments);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "X-Language: en-us");
    headers = curl_slist_append(headers, "X-Auth-Token: " TOKEN);
    set_up(headers);
    long long cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID), wall = clock_ns(CLOCK_MONOTONIC);
    instance *all = calloc((size_t)given.instances, sizeof *all);
    if (!all) fail("no memory");
    for (long at = 0; at < given.instances; at++) push(&waiting, &all[at]);
    run();
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_ns(CLOCK_MONOTONIC) - wall;
    for (int at = 0; at < CONNECTIONS; at++) curl_easy_cleanup(slots[at].easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    free(all);
    tell("multi", given, ready, cpu, wall, heap);
    return 0;
}
