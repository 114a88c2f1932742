/*
 * Opens a CodeLab instance for each user of a list, concurrently on one thread, and waits until all are ready.
 *
 *     CODELAB_REGION=eu-de classroom --domain ACCOUNT users.txt >addresses.txt
 *
 * Progress goes to standard error. The addresses, which contain tokens, go to standard output.
 */
#define _POSIX_C_SOURCE 200809L

#include <codelab.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_INTERRUPTED 130 /* the status of a program that Ctrl-C ended, as in a shell */

static const char usage[] =
    "usage: classroom --domain NAME [--rate N] [--timeout SECONDS] USERS-FILE\n"
    "\n"
    "Opens a CodeLab instance for each user, and prints a line \"USER<tab>ADDRESS\" as each can be used.\n"
    "\n"
    "  USERS-FILE          a line for each user: name, white space, password; # begins a comment\n"
    "  --domain NAME       the account that the users belong to\n"
    "  --rate N            requests a second, at the most (default 20; IAM takes few sign-ins a second from one place)\n"
    "  --timeout SECONDS   give up on an instance after that time (default 900)\n"
    "\n"
    "Where is read from the environment: CODELAB_REGION, and CODELAB_ENDPOINT, CODELAB_IAM_ENDPOINT and\n"
    "CODELAB_PROJECT_NAME where they are not the region's. Ctrl-C stops all calls.\n";

typedef struct student {
    char *name;
    codelab_client *client;
    codelab_instance *instance; /* its last state */
} student;

typedef struct classroom {
    codelab_queue *queue;
    student *students;
    int64_t timeout_ms;
    int count, starting, running, failed, drawn;
} classroom;

/* Created before the handler is installed, and freed after the last call. */
static codelab_queue *queue_to_interrupt;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    codelab_queue_interrupt(queue_to_interrupt); /* safe inside a signal handler */
}

static const char *name_of(const student *who)
{
    return who->name ? who->name : "?"; /* memory was short */
}

static void show_progress(classroom *room)
{
    int terminal = isatty(STDERR_FILENO);
    int ended = room->running + room->failed;
    /* If the output is not a terminal, print a line for each tenth. */
    if (!terminal && ended * 10 / room->count == room->drawn) return;
    room->drawn = ended * 10 / room->count;
    fprintf(stderr, "%s%d of %d run, %d are starting, %d failed%s", terminal ? "\r\033[K" : "", room->running,
            room->count, room->starting, room->failed, terminal ? "" : "\n");
}

static void print_failure(classroom *room, const student *who, const codelab_error *error)
{
    room->failed++;
    fprintf(stderr, "%sclassroom: %s: %s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "", name_of(who), error->message);
}

/* Submits a watch that opens a student's instance, starts it if it is stopped, and ends when it is ready. */
static int32_t open_until_ready(classroom *room, uint64_t tag, codelab_error *error)
{
    codelab_submit_options options = CODELAB_SUBMIT_OPTIONS_INIT;
    codelab_watch *watch = NULL;
    int32_t status = codelab_watch_new_open(room->students[tag].client, NULL, NULL, &watch, error);
    options.timeout_ms = room->timeout_ms;
    if (status == CODELAB_OK) status = codelab_queue_watch(room->queue, tag, watch, &options, error);
    /* On success the queue owns the watch. */
    if (status != CODELAB_OK) codelab_watch_free(watch);
    return status;
}

static void take(classroom *room, codelab_event *event, codelab_error *error)
{
    student *who = &room->students[event->tag];

    if (event->instance) {
        codelab_instance_free(who->instance);
        who->instance = event->instance;
        event->instance = NULL; /* kept, so codelab_event_clear() must not free it */
    }
    if (event->is_final) room->starting--;
    if (event->status == CODELAB_DONE) {
        room->running++;
        printf("%s\t%s\n", name_of(who), codelab_instance_browser_url(who->instance));
        fflush(stdout);
    }
    if (event->status < 0) print_failure(room, who, error);
    codelab_event_clear(event);
    show_progress(room);
}

static int collect(classroom *room)
{
    codelab_event event = CODELAB_EVENT_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    int interrupted = 0;
    int32_t status;

    while ((status = codelab_queue_wait(room->queue, CODELAB_NO_TIMEOUT, &event, &error)) != CODELAB_DONE) {
        if (status == CODELAB_OK) {
            take(room, &event, &error);
        } else if (status == CODELAB_E_CANCELLED) {
            interrupted = 1;
            codelab_queue_cancel_all(room->queue); /* each operation still ends with an event */
        } else {
            fprintf(stderr, "classroom: %s\n", error.message);
            return EXIT_FAILURE;
        }
    }
    if (isatty(STDERR_FILENO)) fputc('\n', stderr);
    return interrupted ? EXIT_INTERRUPTED : room->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int32_t enrol(classroom *room, const char *domain, const char *name, const char *password, codelab_error *error)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    student *larger = realloc(room->students, (size_t)(room->count + 1) * sizeof *larger);
    student *who;
    int32_t status;

    if (!larger) {
        snprintf(error->message, sizeof error->message, "out of memory");
        return CODELAB_E_NO_MEMORY;
    }
    room->students = larger;
    who = memset(&larger[room->count], 0, sizeof *who);
    /* With a credential in the options, the library ignores the environment. */
    options.region = getenv("CODELAB_REGION");
    options.endpoint = getenv("CODELAB_ENDPOINT");
    options.iam_endpoint = getenv("CODELAB_IAM_ENDPOINT");
    options.project_name = getenv("CODELAB_PROJECT_NAME");
    options.domain_name = domain;
    options.user_name = name;
    options.password = password;
    status = codelab_client_new(&options, &who->client, error);
    if (status != CODELAB_OK) return status;
    who->name = strdup(name);
    room->count++;
    status = open_until_ready(room, (uint64_t)(room->count - 1), error);
    room->starting += status == CODELAB_OK;
    return status;
}

static int32_t enrol_all(classroom *room, const char *domain, FILE *users, codelab_error *error)
{
    char *line = NULL;
    size_t room_bytes = 0;
    int32_t status = CODELAB_OK;
    int number = 0;

    while (status == CODELAB_OK && getline(&line, &room_bytes, users) >= 0) {
        const char *name = strtok(line, " \t\r\n");
        const char *password = strtok(NULL, "\r\n");
        number++;
        if (!name || name[0] == '#') continue;
        if (password) password += strspn(password, " \t"); /* it may contain white space, but not at the beginning */
        if (!password || !*password) {
            snprintf(error->message, sizeof error->message, "line %d has no password", number);
            status = CODELAB_E_ARGUMENT;
        } else {
            status = enrol(room, domain, name, password, error);
        }
    }
    free(line);
    return status;
}

static int run(const char *domain, FILE *users, int32_t rate, int64_t timeout_ms)
{
    codelab_queue_options options = CODELAB_QUEUE_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    classroom room = {NULL, NULL, 0, 0, 0, 0, 0, 0};
    struct sigaction action;
    int result = EXIT_FAILURE, at;
    int32_t status;

    room.timeout_ms = timeout_ms;
    options.requests_per_second = rate;
    status = codelab_queue_new(&options, &room.queue, &error);
    if (status == CODELAB_OK) {
        queue_to_interrupt = room.queue;
        memset(&action, 0, sizeof action);
        action.sa_handler = on_interrupt;
        sigaction(SIGINT, &action, NULL);
        status = enrol_all(&room, domain, users, &error);
    }
    if (status != CODELAB_OK)
        fprintf(stderr, "classroom: %s\n", error.message);
    else
        result = collect(&room);

    signal(SIGINT, SIG_DFL);
    codelab_queue_free(room.queue);
    for (at = 0; at < room.count; at++) {
        codelab_instance_free(room.students[at].instance);
        codelab_client_free(room.students[at].client);
        free(room.students[at].name);
    }
    free(room.students);
    return result;
}

/* A number from 1 on, or 0 for an invalid one. */
static int32_t parse_number(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    return end != text && *end == '\0' && number > 0 && number <= 1000000 ? (int32_t)number : 0;
}

int main(int count, char **arguments)
{
    const char *domain = NULL;
    int32_t rate = 20, timeout_s = 900;
    FILE *users;
    int at, result;

    for (at = 1; at < count && arguments[at][0] == '-'; at += 2) {
        const char *name = arguments[at];
        const char *value = at + 1 < count ? arguments[at + 1] : NULL;
        if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return fputs(usage, stdout), EXIT_SUCCESS;
        if (value && strcmp(name, "--domain") == 0)
            domain = value;
        else if (value && strcmp(name, "--rate") == 0 && (rate = parse_number(value)) > 0)
            ;
        else if (value && strcmp(name, "--timeout") == 0 && (timeout_s = parse_number(value)) > 0)
            ;
        else
            return fputs(usage, stderr), 2;
    }
    if (!domain || at + 1 != count) return fputs(usage, stderr), 2;
    users = fopen(arguments[at], "r");
    if (!users) return perror(arguments[at]), EXIT_FAILURE;
    result = run(domain, users, rate, (int64_t)timeout_s * 1000);
    fclose(users);
    return result;
}
