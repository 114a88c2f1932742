/* What the fast service says of an instance. */
#ifndef NOTEBOOK_H
#define NOTEBOOK_H

#include <stddef.h>

#define MOST_NOTEBOOKS 1000000

/* The number of an instance that is opened now. */
long new_notebook(void);

/* How often the instance has been looked at, this time included. */
int look_at_notebook(long number);

/* Writes the answer about the instance: of its four steps as many are over as `looks` of `until` allow; RUNNING with
   URL and token when all are. */
void write_notebook(char *text, size_t capacity, long number, int looks, int until);

#endif
