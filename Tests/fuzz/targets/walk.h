/* Reads all of an answer, and ends the process where it is not what the header promises. */
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

/* A number made of all that was read: equal for equal answers. */
unsigned long long walk(const codelab_instance *instance);
unsigned long long walk_lease(const codelab_lease *lease);
unsigned long long walk_image(const codelab_image *image);
unsigned long long walk_page(const codelab_page *page);

#endif
