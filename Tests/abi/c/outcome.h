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

void run_call(const scenario *each, codelab_client *client, const char *id, codelab_cancel *cancel, outcome *end);
void check_outcome(const scenario *each, const outcome *end);

#endif
