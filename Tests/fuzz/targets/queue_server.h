/* A service on loopback that answers only while it is asked to: one thread has it and the queue, and nothing is left to
   chance but the kernel. */
#ifndef QUEUE_SERVER_H
#define QUEUE_SERVER_H

enum server_mode {
    ANSWERS,
    IS_RUNNING, /* answers, and the instance is ready */
    HAS_NOTHING,
    THROTTLES,
    IS_BUSY,
    REFUSES_TOKENS,
    HANGS_UP,
    BREAKS_OFF,
    SAYS_NONSENSE,
    KEEPS_SILENT,
    IS_STOPPED, /* answers, and the instance is stopped until it is started */
    HAS_FAILED, /* answers, and the instance has failed, or is being deleted */
    SERVER_MODES
};

/* Begins to listen; its port. */
int server_start(void);

/* Deals with all that has come, in that way. */
void server_work(enum server_mode mode);

/* Closes all connections. */
void server_reset(void);

#endif
