// Files of the user's.
#ifndef CPLATFORM_FILE_H
#define CPLATFORM_FILE_H

typedef enum cplatform_readable {
    CPLATFORM_UNREADABLE,
    CPLATFORM_FILE,
    CPLATFORM_DIRECTORY
} cplatform_readable;

// What can be read at that path. What is neither a file nor a directory counts as unreadable: a pipe could block.
cplatform_readable cplatform_readable_kind(const char *path);

#endif
