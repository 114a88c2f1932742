#include "answerer.h"

#include "../../support/loopback.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY "{\"id\":\"a\",\"status\":\"RUNNING\",\"url\":\"https://example.com/lab\"}"
#define GRANT \
    "{\"token\":{\"expires_at\":\"2099-01-01T00:00:00.000000Z\",\"project\":{\"id\":\"p\"}},\"id\":\"a\"," \
    "\"status\":\"RUNNING\"}"
#define ECHO "{\"error_code\":\"" SECRET "\",\"error_msg\":\"no " SECRET "\",\"request_id\":\"" SECRET "\"}"

static const struct {
    const char *head, *body;
} answers[] = {
    [ANSWERS] = {"200 OK", BODY},
    [LEAVES_LATER] = {"200 OK", BODY},
    [GRANTS] = {"201 Created\r\nX-Subject-Token: " SECRET, GRANT},
    [MUMBLES] = {"400 \xE2\x82 no\r\nX-Request-Id: a\xFF\xE2\x82z", "{}"},
    [ECHOES] = {"400 no\r\nX-Request-Id: " SECRET, ECHO},
};

/* Reads one request, whose body is no longer than what comes with its head or right after it. */
static int read_request(int connection)
{
    static char request[262144];
    size_t length = 0;
    ssize_t got;
    while ((got = recv(connection, request + length, sizeof request - 1 - length, 0)) > 0) {
        length += (size_t)got;
        request[length] = '\0';
        const char *body = strstr(request, "\r\n\r\n");
        if (body && (strncmp(request, "GET ", 4) == 0 || strchr(body + 4, '}'))) return 0;
    }
    return -1;
}

static int answer(int connection, manners how)
{
    char text[1024];
    int length = snprintf(text, sizeof text,
                          "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          answers[how].head, strlen(answers[how].body), answers[how].body);
    if (read_request(connection) != 0) return -1;
    return send(connection, text, (size_t)length, MSG_NOSIGNAL) == length ? 0 : -1;
}

static void reset(int connection)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(connection);
}

static void *serve(void *context)
{
    answerer *with = context;
    sigset_t all;
    int connection;
    sigfillset(&all); /* the host's signals are for the thread under test */
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    for (;;) {
        connection = accept(with->listener, NULL, NULL);
        if (connection < 0 && errno != EMFILE) return NULL;
        if (connection < 0) { /* a case has taken all descriptors of the process for a moment */
            usleep(1000);
            continue;
        }
        if (with->how == LEAVES_LATER) answer(connection, with->how);
        if (with->how != LEAVES_LATER && with->how != LEAVES)
            while (answer(connection, with->how) == 0) continue;
        reset(connection);
    }
}

int answerer_start(answerer *with, manners how)
{
    int port;
    with->how = how;
    with->listener = loopback_listen(16, &port);
    if (with->listener < 0) return perror("answerer"), -1;
    snprintf(with->endpoint, sizeof with->endpoint, "http://127.0.0.1:%d", port);
    return pthread_create(&with->thread, NULL, serve, with) == 0 ? 0 : -1;
}

/* Every client must be gone: the thread may be waiting for the next request of one. */
void answerer_stop(answerer *with)
{
    shutdown(with->listener, SHUT_RDWR);
    pthread_join(with->thread, NULL);
    close(with->listener);
}
