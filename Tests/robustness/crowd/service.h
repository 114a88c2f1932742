/* The fast service of Tests/performance/bench/load as a child process. */
#ifndef CROWD_SERVICE_H
#define CROWD_SERVICE_H

typedef struct service_counts {
    long requests, opens, shows, faults, connections, open, most_open;
    double gap_ms, span_ms;
} service_counts;

/* options: as on its command line, or NULL. Ends the program when it cannot be started. */
void service_start(const char *program, const char *const *options);
void service_stop(void);
const char *service_endpoint(void);

/* How many requests of a thousand go wrong from now on. */
void service_fault(int permille);

/* Since the last time, where that makes a difference. The next request is answered by 429 when throttles is set. */
service_counts service_ask(int throttles);

#endif
