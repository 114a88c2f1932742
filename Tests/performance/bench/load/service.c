/*
 * A service that is faster than its callers: opens instances and shows them on their way to RUNNING. On loopback, one
 * thread, persistent connections, answers as large as the documented one.
 *
 *     service [--looks N] [--faults PERMILLE] [--seed N]
 *
 *     --looks   how often an instance is shown before it is RUNNING (4)
 *     --faults  how many requests of a thousand are answered by 429, 503, a closed connection or half a body (0)
 *     --seed    of the choice (1)
 *
 * The first line on standard output is the port. Each line on standard input then asks for the counts so far, which
 * are printed as one line of JSON; "gap" first asks that the next request is answered by 429, Retry-After 1; gap_ms is
 * how long it then took until another one came. "faults N" is --faults from then on. span_ms is from the first to the
 * last request since the last counts. The end of standard input ends the service.
 */
#include "../../../support/loopback.h"
#include "notebook.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_DESCRIPTORS 32768
#define REQUEST_BYTES 16384
#define ANSWER_BYTES 8192

typedef struct connection {
    size_t length;
    char bytes[REQUEST_BYTES];
} connection;

static struct {
    long requests, opens, shows, lists, faults, connections, open_now, most_open;
} counts;

static connection *connections[MOST_DESCRIPTORS];
static int epoll;
static int looks = 4;
static unsigned permille;
static unsigned long long seed = 1;
static bool throttles_next;
static double throttled_at, longest_gap, first_at, last_at;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* xorshift64* (Vigna 2016) */
static unsigned long long draw(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * 0x2545F4914F6CDD1DULL;
}

static void watch(int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) die("epoll_ctl");
}

static void forget(int descriptor)
{
    close(descriptor);
    free(connections[descriptor]);
    connections[descriptor] = NULL;
    counts.open_now--;
}

/* How many connections their callers have not closed. A close of theirs may be seen here after the connection that they
   opened next, so the kernel is asked instead of counting what has been read. */
static long open_at_callers(void)
{
    long open = 0;
    for (int descriptor = 0; descriptor < MOST_DESCRIPTORS; descriptor++) {
        struct pollfd each = {.fd = descriptor, .events = POLLRDHUP};
        if (connections[descriptor] && poll(&each, 1, 0) == 0) open++;
    }
    return open;
}

static void accept_one(int listener)
{
    int descriptor = accept(listener, NULL, NULL);
    int yes = 1;
    if (descriptor < 0) return;
    if (descriptor >= MOST_DESCRIPTORS || !(connections[descriptor] = calloc(1, sizeof(connection)))) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(descriptor);
    counts.connections++;
    if (++counts.open_now > counts.most_open) {
        long open = open_at_callers();
        if (open > counts.most_open) counts.most_open = open;
    }
}

/* Whether the connection lives on. What is half sent is as good as sent: answers fit into a socket's buffer. */
static bool answer(int descriptor, const char *status, const char *headers, const char *body, size_t sent)
{
    char text[ANSWER_BYTES];
    int head = snprintf(text, sizeof text,
                        "HTTP/1.1 %s\r\nContent-Type: application/json;charset=UTF-8\r\n%sContent-Length: %zu\r\n\r\n",
                        status, headers, strlen(body));
    size_t length = (size_t)head + sent;
    memcpy(text + head, body, sent);
    return send(descriptor, text, length, MSG_NOSIGNAL) == (ssize_t)length && sent == strlen(body);
}

static bool answer_fully(int descriptor, const char *status, const char *headers, const char *body)
{
    return answer(descriptor, status, headers, body, strlen(body));
}

static const char *const too_many = "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"throttled\"}";

/* One of the ways in which a request goes wrong. */
static bool go_wrong(int descriptor)
{
    char body[ANSWER_BYTES];
    counts.faults++;
    switch (draw() % 4) {
    case 0: return answer_fully(descriptor, "429 Too Many Requests", "Retry-After: 0\r\n", too_many);
    case 1: return answer_fully(descriptor, "503 Service Unavailable", "", "{\"error_msg\":\"later\"}");
    case 2: return false;
    default:
        write_notebook(body, sizeof body, 0, 0, looks);
        return answer(descriptor, "200 OK", "", body, strlen(body) / 2);
    }
}

static bool respond(int descriptor, const char *request)
{
    char body[ANSWER_BYTES];
    const char *id;
    counts.requests++;
    last_at = now_ms();
    if (first_at == 0) first_at = last_at;
    if (throttled_at > 0) {
        longest_gap = now_ms() - throttled_at;
        throttled_at = 0;
    }
    if (throttles_next) {
        throttles_next = false;
        throttled_at = now_ms();
        return answer_fully(descriptor, "429 Too Many Requests", "Retry-After: 1\r\n", too_many);
    }
    if (permille && draw() % 1000 < permille) return go_wrong(descriptor);
    if (strncmp(request, "POST ", 5) == 0) {
        counts.opens++;
        write_notebook(body, sizeof body, new_notebook(), 0, looks);
        return answer_fully(descriptor, "200 OK", "", body);
    }
    id = strstr(request, "/notebooks/nb-");
    if (!id) {
        counts.lists++;
        return answer_fully(descriptor, "200 OK", "", "{\"current\":0,\"data\":[],\"pages\":0,\"size\":0,\"total\":0}");
    }
    counts.shows++;
    long number = strtol(id + strlen("/notebooks/nb-"), NULL, 10);
    write_notebook(body, sizeof body, number, look_at_notebook(number), looks);
    return answer_fully(descriptor, "200 OK", "", body);
}

static void serve(int descriptor)
{
    connection *each = connections[descriptor];
    ssize_t got = recv(descriptor, each->bytes + each->length, REQUEST_BYTES - 1 - each->length, 0);
    if (got <= 0) {
        forget(descriptor);
        return;
    }
    each->length += (size_t)got;
    each->bytes[each->length] = 0;
    for (size_t whole; (whole = http_message_length(each->bytes, each->length)) > 0;) {
        if (!respond(descriptor, each->bytes)) {
            forget(descriptor);
            return;
        }
        each->length -= whole;
        memmove(each->bytes, each->bytes + whole, each->length + 1);
    }
}

/* Standard input: whether it goes on. */
static bool listen_to_owner(void)
{
    char line[64];
    if (!fgets(line, sizeof line, stdin)) return false;
    if (strncmp(line, "gap", 3) == 0) throttles_next = true;
    if (strncmp(line, "faults ", 7) == 0) permille = (unsigned)atol(line + 7);
    struct timespec cpu;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    printf("{\"requests\":%ld,\"opens\":%ld,\"shows\":%ld,\"lists\":%ld,\"faults\":%ld,\"connections\":%ld,"
           "\"open\":%ld,\"most_open\":%ld,\"gap_ms\":%.0f,\"span_ms\":%.0f,\"cpu_ns\":%lld}\n",
           counts.requests, counts.opens, counts.shows, counts.lists, counts.faults, counts.connections,
           counts.open_now, counts.most_open, longest_gap, last_at - first_at, cpu.tv_sec * 1000000000LL + cpu.tv_nsec);
    fflush(stdout);
    counts.most_open = counts.open_now;
    longest_gap = first_at = 0;
    return true;
}

static int listen_on_loopback(void)
{
    int port;
    int listener = loopback_listen(4096, &port);
    if (listener < 0) die("listen");
    printf("%d\n", port);
    fflush(stdout);
    return listener;
}

static void read_options(int count, char **arguments)
{
    for (int at = 1; at + 1 < count; at += 2) {
        long value = atol(arguments[at + 1]);
        if (strcmp(arguments[at], "--looks") == 0) looks = (int)value;
        else if (strcmp(arguments[at], "--faults") == 0) permille = (unsigned)value;
        else if (strcmp(arguments[at], "--seed") == 0) seed = (unsigned long long)value;
        else {
            fprintf(stderr, "usage: service [--looks N] [--faults PERMILLE] [--seed N]\n");
            exit(2);
        }
    }
}

int main(int count, char **arguments)
{
    read_options(count, arguments);
    if ((epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    int listener = listen_on_loopback();
    watch(listener);
    watch(STDIN_FILENO);
    while (true) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int at = 0; at < ready; at++) {
            int descriptor = events[at].data.fd;
            if (descriptor == listener) accept_one(listener);
            else if (descriptor == STDIN_FILENO) {
                if (!listen_to_owner()) return 0;
            } else if (connections[descriptor]) serve(descriptor);
        }
    }
}
