/* What servers and clients of the tests have in common: sockets on loopback, and the length of HTTP/1.1 messages. */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <stddef.h>

/* Listens on a free port of 127.0.0.1. Returns the socket, which is close-on-exec, or -1 with errno. */
int loopback_listen(int backlog, int *port);

/* Returns a connection whose reads end after that many seconds, or -1 with errno. */
int loopback_connect(int port, int seconds);

/* Returns the length of the first message, head and body, or 0 while it is incomplete. A message without
   Content-Length ends with its head. */
size_t http_message_length(const char *bytes, size_t length);

#endif
