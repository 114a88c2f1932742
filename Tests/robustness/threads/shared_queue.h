/* One queue that is used by several threads at once, while others make blocking calls with its clients. */
#ifndef SHARED_QUEUE_H
#define SHARED_QUEUE_H

#include <codelab.h>

/* signing_in: one whose tokens run out all the time; id: of an instance that `client` can show. How many faults. */
int share_a_queue(codelab_client *client, codelab_client *signing_in, const char *id);

#endif
