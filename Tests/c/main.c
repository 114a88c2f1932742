/* suite SIMULATOR [FILTER]: all cases of the C interface, or those whose name contains FILTER. */
#include "fixture.h"
#include "process.h"
#include "scenario.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

static const test_group *const groups[] = {
    &version_group,  &arguments_group, &struct_size_group, &instance_group, &requests_group, &requests_refused_group,
    &life_group,     &keep_group,      &lifetime_group,  &cancel_group,      &sign_in_group,  &trace_group,
    &process_group,  &queue_group,     &queue_loop_group,  &queue_step_group, &queue_descriptor_group,
    NULL,
};

/* The same table once more; what is no operation has no other way. */
static void run_scenarios_queued(const char *filter)
{
    printf("-- scenarios through a queue\n");
    for (size_t at = 0; at < scenarios_count; at++) {
        char name[256];
        if (scenarios[at].call == CALL_CLIENT || scenarios[at].call == CALL_DECODE) continue;
        snprintf(name, sizeof name, "queue: %s", scenarios[at].name);
        harness_case(name, run_scenario_queued, &scenarios[at], filter);
    }
}

static void fail_case(const char *message) { FAIL("%s", message); }

int main(int count, char **arguments)
{
    char log[4096];
    if (count == 5 && strcmp(arguments[1], "--exit-during-call") == 0)
        return exit_during_call(arguments[2], arguments[3], arguments[4]);
    if (count != 2 && count != 3) {
        fprintf(stderr, "usage: suite SIMULATOR [FILTER]\n");
        return 2;
    }
    const char *filter = count == 3 ? arguments[2] : NULL;
    environment_clear();
    curl_global_init(CURL_GLOBAL_ALL);
    simulator_report_failure = fail_case;
    snprintf(log, sizeof log, "%s.simulator.log", arguments[0]);
    if (simulator_start(arguments[1], log) != 0) return 2;
    harness_run(groups, filter);
    printf("-- scenarios\n");
    for (size_t at = 0; at < scenarios_count; at++)
        harness_case(scenarios[at].name, run_scenario, &scenarios[at], filter);
    run_scenarios_queued(filter);
    simulator_stop();
    curl_global_cleanup();
    return harness_finish();
}
