/* Operations in a queue while allocations fail: each that was submitted ends exactly once, whatever happens. */
#ifndef QUEUED_H
#define QUEUED_H

#include "scenarios.h"

/* Each keeps its queue in the stage, for the same queue must do when the shortage is over. CODELAB_DONE, or the first
   status that was not as it should be. */
int32_t queue_several(stage *with);
int32_t queue_open_and_watch(stage *with);
int32_t queue_open_until_ready(stage *with);
int32_t queue_keep(stage *with);
int32_t queue_switch(stage *with);
int32_t queue_shared_sign_in(stage *with);
int32_t queue_with_bounds(stage *with);
int32_t queue_by_descriptor(stage *with);
/* This one frees its queue. */
int32_t queue_freed_early(stage *with);

#endif
