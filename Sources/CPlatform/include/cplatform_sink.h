// A descriptor for lines of text. Writing never blocks, and never writes to another file that got the same number.
#ifndef CPLATFORM_SINK_H
#define CPLATFORM_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cplatform_sink {
    int descriptor;  // -1: nothing is written
    bool is_owned;
    // Identity of the open file when the sink was created.
    uint32_t kind;
    uint64_t device;
    uint64_t inode;
} cplatform_sink;

// Opens a file for appending; a new file is accessible only to its owner. Does not follow a symbolic link, and does not
// wait for the reader of a FIFO. On failure the descriptor is -1.
cplatform_sink cplatform_sink_open(const char *path);

// Returns a sink for the caller's descriptor. Does not change its flags: other processes may share them. The sink's
// descriptor is -1 if the caller's is not open.
cplatform_sink cplatform_sink_borrow(int descriptor);

// Closes the descriptor if the sink opened it and it still refers to the same file.
void cplatform_sink_close(cplatform_sink sink);

// Writes a line, which ends with a line feed. A pipe or terminal gets only the first PIPE_BUF bytes of a longer line.
// Raises no signal and keeps errno.
// Returns 1 if the line is written; 0 if nothing is written, because writing would block or failed; -1 if only a part
// is written.
int cplatform_sink_write(cplatform_sink sink, const void *bytes, size_t count);

#endif
