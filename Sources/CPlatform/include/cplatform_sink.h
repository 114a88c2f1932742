// A descriptor for lines of text that is never waited for, and never taken for another one of the same number.
#ifndef CPLATFORM_SINK_H
#define CPLATFORM_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cplatform_sink {
    int descriptor;  // -1: nothing is written
    bool is_owned;
    // What the descriptor referred to when the sink was made.
    uint32_t kind;
    uint64_t device;
    uint64_t inode;
} cplatform_sink;

// Opens a file for appending, and creates it for its owner alone. Does not follow a symbolic link, and does not wait for
// the reader of a FIFO. The descriptor is -1 if that fails.
cplatform_sink cplatform_sink_open(const char *path);

// Writes to the caller's descriptor, whose flags are left alone: other processes may share them. The descriptor is -1 if
// it is not open.
cplatform_sink cplatform_sink_borrow(int descriptor);

// Closes the descriptor if the sink has opened it, and if nobody else has closed it before.
void cplatform_sink_close(cplatform_sink sink);

// Writes a line, which ends with a line feed. Of one longer than PIPE_BUF, a pipe or terminal gets the beginning. Raises
// no signal and keeps errno.
// 1: it is written; 0: nothing is, because that would have had to wait, or is impossible; -1: only a part is.
int cplatform_sink_write(cplatform_sink sink, const void *bytes, size_t count);

#endif
