#include "queue_server.h"

#include "../../support/loopback.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CONNECTIONS 64
#define NOTEBOOK(status) \
    "{\"id\":\"nb-1\",\"status\":\"" status "\",\"flavor\":\"f\",\"url\":\"https://h/x\",\"token\":\"t\"}"

typedef struct connection {
    int socket; /* -1: free */
    int is_silent;
    size_t filled;
    char bytes[8192];
} connection;

static int listener = -1;
static connection connections[MOST_CONNECTIONS];

int server_start(void)
{
    int port;
    listener = loopback_listen(128, &port);
    HOLDS(listener >= 0 && fcntl(listener, F_SETFL, O_NONBLOCK) == 0);
    for (int at = 0; at < MOST_CONNECTIONS; at++) connections[at].socket = -1;
    return port;
}

static void drop(connection *of)
{
    close(of->socket);
    of->socket = -1;
}

void server_reset(void)
{
    for (int at = 0; at < MOST_CONNECTIONS; at++)
        if (connections[at].socket >= 0) drop(&connections[at]);
    for (int each; (each = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) close(each);
}

static void take_new(void)
{
    for (int at = 0; at < MOST_CONNECTIONS; at++) {
        if (connections[at].socket >= 0) continue;
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        connections[at].socket = socket;
        connections[at].is_silent = 0;
        connections[at].filled = 0;
    }
}

/* ------------------------------------------------------------------------------------------------ answers -- */

static int is_for(const char *request, const char *path) { return strstr(request, path) != NULL; }

static const char *good_body(const char *request, enum server_mode mode)
{
    if (is_for(request, "/auth/tokens"))
        return "{\"token\":{\"expires_at\":\"2099-01-01T00:00:00.000000Z\",\"project\":{\"id\":\"p\",\"name\":\"n\"}}}";
    if (is_for(request, "/flavors")) return "{\"total\":1,\"flavors\":[{\"id\":\"f\"}]}";
    if (is_for(request, "/lease")) return "{\"create_at\":1,\"duration\":3600000,\"enable\":true}";
    if (is_for(request, "/images/")) return "{\"id\":\"i\",\"size\":5}";
    if (is_for(request, "/images")) return "{\"total\":2,\"data\":[{\"id\":\"i\"}]}";
    if (is_for(request, "/notebooks?")) return "{\"total\":1,\"data\":[" NOTEBOOK("STOPPED") "]}";
    if (mode == IS_STOPPED) return is_for(request, "/start") ? NOTEBOOK("STARTING") : NOTEBOOK("STOPPED");
    if (mode == HAS_FAILED) return is_for(request, "DELETE ") ? NOTEBOOK("DELETING") : NOTEBOOK("START_FAILED");
    return mode == IS_RUNNING ? NOTEBOOK("RUNNING") : NOTEBOOK("CREATING");
}

static void send_text(connection *to, const char *text, size_t length)
{
    if (send(to->socket, text, length, MSG_NOSIGNAL) != (ssize_t)length) drop(to);
}

static void send_answer(connection *to, const char *status, const char *body, int is_cut)
{
    char text[2048];
    int length = snprintf(text, sizeof text,
                          "HTTP/1.1 %s\r\nX-Subject-Token: a-token\r\nContent-Length: %zu\r\nRetry-After: 0\r\n\r\n%s",
                          status, strlen(body), body);
    send_text(to, text, (size_t)length - (is_cut ? strlen(body) / 2 : 0));
    if (is_cut && to->socket >= 0) drop(to);
}

static void answer(connection *to, const char *request, enum server_mode mode)
{
    static const char wrong[] = "{\"error_code\":\"ModelArts.6309\",\"error_msg\":\"not here\"}";
    switch (mode) {
    case ANSWERS:
    case IS_RUNNING:
    case IS_STOPPED:
    case HAS_FAILED:
        send_answer(to, is_for(request, "/auth/") ? "201 Created" : "200 OK", good_body(request, mode), 0);
        break;
    case HAS_NOTHING: send_answer(to, "404 Not Found", wrong, 0); break;
    case THROTTLES: send_answer(to, "429 Too Many Requests", wrong, 0); break;
    case IS_BUSY: send_answer(to, "503 Service Unavailable", "", 0); break;
    case REFUSES_TOKENS: send_answer(to, "401 Unauthorized", wrong, 0); break;
    case HANGS_UP: drop(to); break;
    case BREAKS_OFF: send_answer(to, "200 OK", good_body(request, mode), 1); break;
    case SAYS_NONSENSE: send_text(to, "220 hello\r\n\r\n", 13); break;
    default: to->is_silent = 1; break;
    }
}

static void read_from(connection *from, enum server_mode mode)
{
    ssize_t got = 0;
    if (from->filled + 1 >= sizeof from->bytes) return drop(from);
    got = recv(from->socket, from->bytes + from->filled, sizeof from->bytes - 1 - from->filled, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return drop(from);
    if (got > 0) from->filled += (size_t)got;
    while (from->socket >= 0 && !from->is_silent) {
        size_t length = http_message_length(from->bytes, from->filled);
        if (length == 0) return;
        char *end = from->bytes + length, last = *end;
        *end = '\0';
        answer(from, from->bytes, mode);
        *end = last;
        from->filled -= length;
        memmove(from->bytes, end, from->filled);
    }
}

void server_work(enum server_mode mode)
{
    take_new();
    for (int at = 0; at < MOST_CONNECTIONS; at++)
        if (connections[at].socket >= 0) read_from(&connections[at], mode);
}
