/* The part of the suite that runs in a separate process. */
#ifndef PROCESS_H
#define PROCESS_H

/* Ends the process while another thread is inside a call. Returns only on failure. */
int exit_during_call(const char *endpoint, const char *project_id, const char *token);

#endif
