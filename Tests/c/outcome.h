/* What a scenario's call came to. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "scenario.h"

enum result_kind { RESULT_NONE, RESULT_INSTANCE, RESULT_LEASE, RESULT_IMAGE, RESULT_PAGE };

#define MOST_NOTES 64

typedef struct outcome {
    int32_t status;
    codelab_error error;
    void *result; /* the last one that was given; of a list the first page */
    enum result_kind kind;
    int64_t items;
    char item_ids[MOST_NOTES][72];
    char statuses[MOST_NOTES][32]; /* each other than the one before */
    size_t statuses_count;
    int32_t phases[MOST_NOTES];
    size_t phases_count;
} outcome;

#define OUTCOME_INIT {.status = CODELAB_OK, .error = CODELAB_ERROR_INIT}

/* Takes the result, and frees the one before. */
void outcome_keep(outcome *end, void *result, enum result_kind kind);
void outcome_free(outcome *end);

/* What the ways to carry out a call have in common. */
void note_status(outcome *end, const codelab_instance *instance);
void note_phase(outcome *end, int32_t phase);
void note_items(outcome *end, const codelab_page *page);
int32_t make_watch(const scenario *each, codelab_client *client, const char *id, codelab_watch **out,
                   codelab_error *error);
int32_t make_pager(const scenario *each, codelab_client *client, const char *id, codelab_pager **out,
                   codelab_error *error);

/* The two ways: on the caller's thread, and through a queue. */
void run_call(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end);
void run_call_queued(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel,
                     outcome *end);
void check_outcome(const scenario *each, const outcome *end);

#endif
