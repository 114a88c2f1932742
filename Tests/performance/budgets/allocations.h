/* The counts that the counting allocator offers to a program that is linked with it. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/* In use: allocated and not freed. The bytes are those of the blocks as the allocator rounds them, with its own. */
typedef struct live_memory {
    long blocks, bytes;
} live_memory;

live_memory memory_now(void);

#endif
