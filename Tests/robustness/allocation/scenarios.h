/* What the torture does while allocations fail: one function a call of the library, and what stands around it. */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "../../support/simulator.h"

#include <codelab.h>

/* How a client's requests say who sends them. */
typedef enum credential { WITH_TOKEN, WITH_KEYS, WITH_TEMPORARY_KEYS, WITH_PASSWORD, WITH_ENVIRONMENT } credential;

/* The handles of one run, and what it found to be wrong. */
typedef struct stage {
    simulator_user user;
    const char *body;
    size_t body_length;
    int32_t max_attempts; /* 0: the library's default */
    int32_t watch_deadline_ms;
    credential credential;
    int looks_project_up; /* instead of getting its id as an option */

    codelab_client *client;
    codelab_cancel *cancel;
    codelab_watch *watch;
    codelab_pager *pager;
    codelab_queue *queue;
    codelab_instance *instance;
    codelab_error error;
    char complaint[256]; /* "" when all is as the header promises */
} stage;

typedef struct scenario {
    const char *name;
    int (*prepare)(stage *with);  /* with a working allocator; 0 is good */
    int32_t (*run)(stage *with);  /* with a failing one; returns the status of the call that ended it */
    int32_t wanted;               /* what run returns when nothing fails */
    int has_attempts;             /* uses the network, so that max_attempts matters; ONCE: no need to try both */
} scenario;

/* Of has_attempts: the scenario is run with one attempt only. */
#define ONCE 2

extern const scenario scenarios[];

/* For a process where the library has done nothing yet. */
extern const scenario first_use;

/* An out-parameter that was not touched still holds this. */
extern char untouched;
#define UNTOUCHED ((void *)&untouched)

/* Holds what a call has done against what the header promises. Returns what *out is now: NULL, or the object. */
void *judge(stage *with, const char *call, int32_t status, void *out);

/* Notes what is not as the header promises. */
void complain(stage *with, const char *call, const char *what, int32_t status);

/* Steps of the stage's watch until it ends; how it ended. */
int32_t follow(stage *with);

/* Of the instance that was open when the client was made warm. */
extern char shown_id[128];

/* Frees what the stage holds. */
void clear_stage(stage *with);

/* Frees what run() has made, so that it can run again on the same client. */
void clear_run(const scenario *of, stage *with);

#endif
