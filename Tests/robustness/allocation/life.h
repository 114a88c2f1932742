/* The calls after opening, and what lists, switches and recoveries ask for, while allocations fail. */
#ifndef LIFE_H
#define LIFE_H

#include "scenarios.h"

/* Each ends with the status of the call that failed, or of the last one. */
int32_t change_an_instance(stage *with);
int32_t read_about_an_instance(stage *with);
int32_t walk_the_lists(stage *with);
int32_t switch_an_instance(stage *with);
int32_t open_or_create(stage *with);
int32_t open_until_ready(stage *with);
int32_t keep_an_instance(stage *with);
/* Shows the instance, and makes a watch that keeps it alive. */
int32_t make_keeping_watch(stage *with, codelab_watch **out);

/* What the service answers to each of these calls, whenever they come; 0 is good. */
int answer_each_call(const stage *with);
/* What is opened is lost on the way back. */
int lose_each_open(const stage *with);
/* Makes the stage's user again, with an instance that runs for less time than a lease is renewed ahead of its end. */
int begin_with_a_short_lease(stage *with);
/* Makes the stage's user again, with an instance in that status. */
int begin_with(stage *with, const char *status);
/* The region has no such route, and creates. */
int offer_no_open(const stage *with);

#endif
