#define _GNU_SOURCE
#include "cplatform_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

__attribute__((noinline)) static cplatform_sink identify(int descriptor, bool is_owned) {
    struct stat status;
    cplatform_sink sink = {.descriptor = -1};
    if (fstat(descriptor, &status) == 0)
        sink = (cplatform_sink){descriptor, is_owned, status.st_mode & S_IFMT, status.st_dev, status.st_ino};
    return sink;
}

__attribute__((noinline)) static bool is_same(cplatform_sink sink, int descriptor) {
    cplatform_sink now = identify(descriptor, false);
    return now.descriptor >= 0 && now.kind == sink.kind && now.device == sink.device && now.inode == sink.inode;
}

cplatform_sink cplatform_sink_open(const char *path) {
    return identify(
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK, 0600), true);
}

cplatform_sink cplatform_sink_borrow(int descriptor) { return identify(descriptor, false); }

void cplatform_sink_close(cplatform_sink sink) {
    if (sink.is_owned && is_same(sink, sink.descriptor)) close(sink.descriptor);
}

// Writes through a second open file of the same pipe or terminal, with O_NONBLOCK; or through the descriptor itself, if
// it has the flag already. poll() does not help: it reports neither the free space nor other writers.
static ssize_t write_reopened(cplatform_sink sink, const struct iovec *pieces, int count) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", sink.descriptor);
    int reopened = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (reopened < 0) {
        int flags = fcntl(sink.descriptor, F_GETFL);
        return flags >= 0 && (flags & O_NONBLOCK) ? writev(sink.descriptor, pieces, count) : -1;
    }
    ssize_t written = is_same(sink, reopened) ? writev(reopened, pieces, count) : -1;
    close(reopened);
    return written;
}

static ssize_t write_pieces(cplatform_sink sink, const struct iovec *pieces, int count) {
    if (sink.is_owned || S_ISREG(sink.kind)) return writev(sink.descriptor, pieces, count);
    if (!S_ISFIFO(sink.kind) && !S_ISCHR(sink.kind)) return -1;
    ssize_t written = pwritev2(sink.descriptor, pieces, count, -1, RWF_NOWAIT);
    // Other errors mean that the kernel does not support the flag for this descriptor.
    if (written >= 0 || errno == EAGAIN || errno == EPIPE) return written;
    return write_reopened(sink, pieces, count);
}

// Writes with signals blocked. Each of these signals could end or stop the host: for a pipe without a reader, a file at
// its size limit, and a terminal that stops background processes which write to it. Raised signals are discarded unless
// they were pending before.
static ssize_t write_without_signals(cplatform_sink sink, const struct iovec *pieces, int count) {
    static const int kinds[] = {SIGPIPE, SIGXFSZ};
    sigset_t blocked, raised, pending, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTTOU);
    sigemptyset(&raised);
    sigpending(&pending);
    for (int i = 0; i < 2; i++) {
        sigaddset(&blocked, kinds[i]);
        if (sigismember(&pending, kinds[i]) == 0) sigaddset(&raised, kinds[i]);
    }
    if (pthread_sigmask(SIG_BLOCK, &blocked, &before) != 0) return -1;
    ssize_t written = write_pieces(sink, pieces, count);
    const struct timespec at_once = {0, 0};
    while (sigtimedwait(&raised, NULL, &at_once) < 0 && errno == EINTR) continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return written;
}

int cplatform_sink_write(cplatform_sink sink, const void *bytes, size_t count) {
    int saved_errno = errno;
    // Up to PIPE_BUF bytes, the kernel writes all or nothing.
    bool is_cut = count > PIPE_BUF && !S_ISREG(sink.kind) && !S_ISSOCK(sink.kind);
    struct iovec pieces[] = {{(void *)bytes, is_cut ? PIPE_BUF - 1 : count}, {"\n", is_cut ? 1 : 0}};
    ssize_t written = -1;
    if (is_same(sink, sink.descriptor))
        written = S_ISSOCK(sink.kind) ? send(sink.descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL)
                                       : write_without_signals(sink, pieces, is_cut ? 2 : 1);
    errno = saved_errno;
    if (written <= 0) return 0;
    return (size_t)written == pieces[0].iov_len + pieces[1].iov_len ? 1 : -1;
}
