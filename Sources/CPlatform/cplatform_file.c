#include "cplatform_file.h"

#include <sys/stat.h>
#include <unistd.h>

cplatform_readable cplatform_readable_kind(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || access(path, R_OK) != 0) return CPLATFORM_UNREADABLE;
    if (S_ISREG(status.st_mode)) return CPLATFORM_FILE;
    return S_ISDIR(status.st_mode) ? CPLATFORM_DIRECTORY : CPLATFORM_UNREADABLE;
}
