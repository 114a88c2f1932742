/* Reads all of an instance, and ends the process where it is not what the header promises. */
#ifndef WALK_H
#define WALK_H

#include <codelab.h>

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

/* A number made of all that was read: equal for equal instances. */
unsigned long long walk(const codelab_instance *instance);

#endif
