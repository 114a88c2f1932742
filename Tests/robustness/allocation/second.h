/* Second calls on a pager or a watch: what the first call left in it must not matter while allocations fail. */
#ifndef SECOND_H
#define SECOND_H

#include "scenarios.h"

/* Each makes the object, and uses it once. The first call is made by a thread whose stack is unmapped afterwards, or by
   a queue that is freed. 0 is good. The client must be there. */
int list_has_ended(stage *with);
int list_has_failed(stage *with);
int list_was_stepped(stage *with);
int watch_has_ended(stage *with);
int watch_has_failed(stage *with);
int watch_was_stepped(stage *with);

/* The calls that follow, until the end: the status of the last one. */
int32_t walk_on(stage *with);
int32_t step_the_list_on(stage *with);
int32_t step_the_watch_on(stage *with);

#endif
