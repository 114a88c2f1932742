/*
 * A service of one answer, for counting what its callers do: on loopback, one thread, persistent connections, each
 * answer written at once and in one piece.
 *
 *     server ANSWER-FILE [DELAY-US]
 *
 * The first line on standard output is the port. Each line on standard input then asks for the bytes of the last
 * request, which are printed as one line of hexadecimal digits; the end of standard input ends the server.
 *
 * With a delay the caller has gone to sleep before its answer comes, as it has with a real service. Without one the
 * answer may or may not be there when the caller looks for the first time, and its counts vary.
 */
#include "../../support/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 64
#define REQUEST_BYTES 65536
#define FIRST 2 /* standard input and the listening socket come before the connections */

typedef struct connection {
    size_t length;
    char bytes[REQUEST_BYTES];
} connection;

static char answer[65536];
static size_t answer_length;
static char last_request[REQUEST_BYTES];
static size_t last_length;
static connection connections[MOST_CONNECTIONS];
static struct pollfd watched[FIRST + MOST_CONNECTIONS];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* Headers as the service sends them; the values' lengths are what counts. */
static void read_answer(const char *path)
{
    static char body[32768];
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    size_t length = fread(body, 1, sizeof body, file);
    if (ferror(file) || !feof(file)) die(path);
    fclose(file);
    answer_length = (size_t)snprintf(answer, sizeof answer,
                                     "HTTP/1.1 200 OK\r\n"
                                     "Date: Tue, 07 Dec 2021 01:50:05 GMT\r\n"
                                     "Content-Type: application/json;charset=UTF-8\r\n"
                                     "X-Request-Id: 5f0b7a4c91e24d6d8f3a1b2c3d4e5f60\r\n"
                                     "Content-Length: %zu\r\n\r\n",
                                     length);
    memcpy(answer + answer_length, body, length);
    answer_length += length;
}

static int listen_on_loopback(void)
{
    int port;
    int listener = loopback_listen(64, &port);
    if (listener < 0) die("listen");
    printf("%d\n", port);
    fflush(stdout);
    return listener;
}

static void take_connection(int listener)
{
    int one = 1;
    int taken = accept(listener, NULL, NULL);
    if (taken < 0) return;
    setsockopt(taken, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (int i = 0; i < MOST_CONNECTIONS; i++) {
        if (watched[FIRST + i].fd >= 0) continue;
        watched[FIRST + i] = (struct pollfd){.fd = taken, .events = POLLIN};
        connections[i].length = 0;
        return;
    }
    close(taken);
}

static void drop(int index)
{
    close(watched[FIRST + index].fd);
    watched[FIRST + index] = (struct pollfd){.fd = -1};
}

/* Callers send one request at a time, so what follows a whole one is nothing. */
static void serve(int index, long delay_us)
{
    connection *from = &connections[index];
    int socket = watched[FIRST + index].fd;
    struct timespec delay = {.tv_nsec = delay_us * 1000};
    ssize_t got = recv(socket, from->bytes + from->length, sizeof from->bytes - 1 - from->length, 0);
    if (got <= 0) {
        drop(index);
        return;
    }
    from->length += (size_t)got;
    from->bytes[from->length] = '\0';
    size_t whole = http_message_length(from->bytes, from->length);
    if (whole == 0) return;
    memcpy(last_request, from->bytes, whole);
    last_length = whole;
    from->length = 0;
    if (delay_us > 0) nanosleep(&delay, NULL);
    if (send(socket, answer, answer_length, MSG_NOSIGNAL) != (ssize_t)answer_length) drop(index);
}

/* Answers the question for the last request; 0 at the end of standard input. */
static int tell_last_request(void)
{
    char line[64];
    if (!fgets(line, sizeof line, stdin)) return 0;
    for (size_t i = 0; i < last_length; i++) printf("%02x", (unsigned char)last_request[i]);
    printf("\n");
    fflush(stdout);
    return 1;
}

int main(int count, char **arguments)
{
    if (count < 2) return fprintf(stderr, "usage: server ANSWER-FILE [DELAY-US]\n"), 2;
    long delay_us = count > 2 ? atol(arguments[2]) : 0;
    read_answer(arguments[1]);
    setvbuf(stdin, NULL, _IONBF, 0);
    watched[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    watched[1] = (struct pollfd){.fd = listen_on_loopback(), .events = POLLIN};
    for (int i = 0; i < MOST_CONNECTIONS; i++) watched[FIRST + i].fd = -1;
    for (;;) {
        if (poll(watched, FIRST + MOST_CONNECTIONS, -1) < 0 && errno != EINTR) die("poll");
        if (watched[0].revents && !tell_last_request()) return 0;
        if (watched[1].revents) take_connection(watched[1].fd);
        for (int i = 0; i < MOST_CONNECTIONS; i++)
            if (watched[FIRST + i].fd >= 0 && watched[FIRST + i].revents) serve(i, delay_us);
    }
}
