#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in on_loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int failed(int descriptor)
{
    int error = errno;
    if (descriptor >= 0) close(descriptor);
    errno = error;
    return -1;
}

int loopback_listen(int backlog, int *port)
{
    struct sockaddr_in address = on_loopback(0);
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, backlog) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return failed(listener);
    *port = ntohs(address.sin_port);
    return listener;
}

int loopback_connect(int port, int seconds)
{
    struct sockaddr_in address = on_loopback(port);
    struct timeval patience = {.tv_sec = seconds};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
        return failed(connection);
    return connection;
}

size_t http_message_length(const char *bytes, size_t length)
{
    static const char field[] = "\r\nContent-Length:";
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    size_t body = 0;
    if (!end) return 0;
    for (const char *line = bytes; (line = memmem(line, (size_t)(end - line), "\r\n", 2)); line += 2)
        /* Each line before the end has a line break after it, at which the digits end. */
        if (strncasecmp(line, field, sizeof field - 1) == 0) body = strtoul(line + sizeof field - 1, NULL, 10);
    size_t whole = (size_t)(end + 4 - bytes) + body;
    return whole <= length ? whole : 0;
}
