/*
 * Clients that come and go in one queue: what is left of them? argv: endpoint, proxy's port, "memory" or "secret"
 * Run with glibc.malloc.perturb, which overwrites what is freed: then only what is still held can be found.
 */
#include <codelab.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static codelab_queue *queue;
static codelab_error error = CODELAB_ERROR_INIT;

static void show_once(const char *endpoint, const char *proxy, int64_t connect_timeout_ms)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_client *client = NULL;
    codelab_event event = CODELAB_EVENT_INIT;
    options.endpoint = endpoint;
    options.project_id = "project-1";
    options.token = "token";
    options.proxy = proxy;
    options.flags = CODELAB_CLIENT_ALLOW_HTTP;
    options.connect_timeout_ms = connect_timeout_ms;
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK ||
        codelab_queue_show(queue, 1, client, "x", NULL, &error) != CODELAB_OK ||
        codelab_queue_wait(queue, -1, &event, &error) != CODELAB_OK || event.status != CODELAB_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(2);
    }
    codelab_event_clear(&event);
    codelab_client_free(client);
}

/* The needle, which is kept with every bit turned. */
static int count_in_memory(const unsigned char *hidden, size_t size)
{
    FILE *maps = fopen("/proc/self/maps", "r"), *memory = fopen("/proc/self/mem", "rb");
    char line[512];
    int found = 0;
    while (maps && memory && fgets(line, sizeof line, maps)) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx rw", &start, &end) != 2 || strstr(line, " rw-p ") == NULL) continue;
        for (const unsigned char *at = (const unsigned char *)start; at + size <= (const unsigned char *)end; at++) {
            size_t same = 0;
            while (same < size && (at[same] ^ hidden[same]) == 0xFF) same++;
            if (same == size) found++;
        }
    }
    fclose(maps);
    fclose(memory);
    return found;
}

int main(int count, char **arguments)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_event event = CODELAB_EVENT_INIT;
    if (count < 4) return 2;
    options.requests_per_second = CODELAB_UNLIMITED;
    codelab_queue_new(&options, &queue, &error);
    if (strcmp(arguments[3], "memory") == 0) {
        for (int at = 0; at < 100; at++) show_once(arguments[1], "", 5000 + at);
        size_t before = mallinfo2().uordblks;
        for (int at = 0; at < 1000; at++) show_once(arguments[1], "", 6000 + at);
        printf("%ld\n", (long)mallinfo2().uordblks - (long)before);
    } else {
        unsigned char password[22], sent[22];
        char proxy[96];
        /* 21 letters from A on, and the beginning of Base64 of "user:" and them. No literal, which would be found. */
        for (size_t at = 0; at < 21; at++) password[at] = (unsigned char)~(unsigned char)(0x41 + at);
        static const char next[] = "eYOmdkqCRlOFSV[ITFmL";
        for (size_t at = 0; at < 20; at++) sent[at] = (unsigned char)~(unsigned char)(next[at] - 1);
        int length = snprintf(proxy, sizeof proxy, "http://user:");
        for (size_t at = 0; at < 21; at++) proxy[length++] = (char)(0x41 + at);
        snprintf(proxy + length, sizeof proxy - (size_t)length, "@127.0.0.1:%s", arguments[2]);
        show_once(arguments[1], proxy, 0);
        explicit_bzero(proxy, sizeof proxy);
        int before = count_in_memory(password, 21);
        /* The client is gone, and the queue is waited for. */
        codelab_queue_wait(queue, 0, &event, &error);
        printf("%d %d %d\n", before > 0, count_in_memory(password, 21), count_in_memory(sent, 20));
    }
    codelab_queue_free(queue);
    return 0;
}
