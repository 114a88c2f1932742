// Files of the user.
#ifndef CPLATFORM_FILE_H
#define CPLATFORM_FILE_H

typedef enum cplatform_readable {
    CPLATFORM_UNREADABLE,
    CPLATFORM_FILE,
    CPLATFORM_DIRECTORY
} cplatform_readable;

// Returns what can be read at that path. Anything but a file or a directory counts as unreadable, because reading a
// pipe could block.
cplatform_readable cplatform_readable_kind(const char *path);

#endif
