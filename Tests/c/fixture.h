/* The set-up of many cases: a separate user, and a client for it. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "credentials.h"
#include "harness.h"
#include "simulator.h"

#include <codelab.h>

/* An answer that a test never waits for: what must come before it has this long. */
#define LATE_FAULT "[{\"kind\":\"latency\",\"delay_ms\":10000,\"times\":1}]"
#define LATE_MS 10000

/* A start that does not go on while a test looks at it. */
#define SLOW_START "{\"step_ms\":600000}"

typedef struct fixture {
    simulator_user user;
    codelab_client *client;
} fixture;

/* Options for the user, with short delays between attempts. */
codelab_client_options options_for(const simulator_user *user);

/* Returns 0, or -1 after failing the case. settings may be NULL. */
int fixture_make(fixture *made, const char *settings);
int fixture_make_with(fixture *made, enum credential_kind kind, const char *settings);
void fixture_drop(fixture *made);

extern const test_group arguments_group, struct_size_group, cancel_group, instance_group, life_group, keep_group, lifetime_group,
    process_group, queue_group, queue_descriptor_group, queue_loop_group, queue_step_group, requests_group,
    requests_refused_group, sign_in_group, trace_group, version_group;

#endif
