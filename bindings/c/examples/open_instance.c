/*
 * Opens a CodeLab instance, starts it if it is stopped, and shows its progress until it is ready.
 *
 *     CODELAB_REGION=eu-de CODELAB_ACCESS_KEY=… CODELAB_SECRET_KEY=… open_instance [options]
 *
 * On a terminal the progress is updated in place; otherwise each change is printed on a line.
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
#define BAR_WIDTH 24

static const char usage[] =
    "usage: open_instance [--image-id ID] [--share-url URL] [--timeout SECONDS] [--replace-failed]\n"
    "\n"
    "Opens your CodeLab instance, shows its steps, and ends with the address to open in a browser.\n"
    "\n"
    "  --image-id ID       image to open instead of the service's choice\n"
    "  --share-url URL     public address of an .ipynb file to fetch into the instance\n"
    "  --timeout SECONDS   time limit (default 600)\n"
    "  --replace-failed    delete an instance that has failed, with its files, and open another\n"
    "\n"
    "Credentials come from environment variables: CODELAB_TOKEN; or CODELAB_ACCESS_KEY and CODELAB_SECRET_KEY (and\n"
    "CODELAB_SECURITY_TOKEN for temporary keys); or CODELAB_USER_NAME, CODELAB_PASSWORD and CODELAB_DOMAIN_NAME; or\n"
    "the OS_ and HUAWEICLOUD_SDK_ variables of other tools. The service is that of CODELAB_REGION, or\n"
    "CODELAB_ENDPOINT with CODELAB_PROJECT_ID. CODELAB_TRACE=1 shows each request.\n";

/* Created before the handler is installed, and freed after the last call. */
static codelab_cancel *stop;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    codelab_cancel_trigger(stop); /* safe inside a signal handler */
}

static const char *mark_of(const codelab_step *step)
{
    switch (step->status) {
    case CODELAB_STEP_STATUS_COMPLETED: return "done";
    case CODELAB_STEP_STATUS_PROCESSING: return "...";
    case CODELAB_STEP_STATUS_FAILED: return "FAILED";
    case CODELAB_STEP_STATUS_WAITING: return "";
    default: return step->status_text ? step->status_text : "?";
    }
}

static const char *text_of(const codelab_step *step)
{
    return step->description ? step->description : "";
}

/* Replaces the previous drawing. Returns the number of lines. */
static int draw(const codelab_instance *instance, int lines_before)
{
    int percent = codelab_instance_progress_percent(instance);
    int64_t at;
    int column;

    if (lines_before > 0) printf("\033[%dA", lines_before);
    printf("\033[K[");
    for (column = 0; column < BAR_WIDTH; column++) putchar(column * 100 < percent * BAR_WIDTH ? '#' : ' ');
    printf("] %3d %%  %s\n", percent, instance->status_text ? instance->status_text : "?");
    for (at = 0; at < instance->action_progress_count; at++) {
        const codelab_step *step = instance->action_progress[at];
        printf("\033[K  %" PRId64 "  %-40s %s\n", step->step, text_of(step), mark_of(step));
    }
    fflush(stdout);
    return 1 + (int)instance->action_progress_count;
}

static void print_line(const codelab_instance *instance)
{
    int64_t at, done = 0;
    const char *now = NULL;

    for (at = 0; at < instance->action_progress_count; at++) {
        const codelab_step *step = instance->action_progress[at];
        if (step->status == CODELAB_STEP_STATUS_COMPLETED) done++;
        if (step->status == CODELAB_STEP_STATUS_PROCESSING || step->status == CODELAB_STEP_STATUS_FAILED)
            now = text_of(step);
    }
    printf("%3d %%  %s, %" PRId64 " of %" PRId64 " steps done%s%s\n", (int)codelab_instance_progress_percent(instance),
           instance->status_text ? instance->status_text : "?", done, instance->action_progress_count,
           now ? ", now: " : "", now ? now : "");
    fflush(stdout);
}

/* Opens the instance and shows its start until it is ready. *last is the last instance; the caller frees it. */
static int32_t open_until_ready(codelab_client *client, const codelab_open_request *request, codelab_instance **last,
                                codelab_error *error)
{
    codelab_watch *watch = NULL;
    int on_terminal = isatty(STDOUT_FILENO);
    int lines = 0;
    int32_t status = codelab_watch_new_open(client, request, NULL, &watch, error);

    while (status == CODELAB_OK) {
        codelab_instance *next = NULL;
        status = codelab_watch_next(watch, stop, &next, error);
        if (status != CODELAB_OK) break;
        codelab_instance_free(*last);
        *last = next;
        if (on_terminal)
            lines = draw(next, lines);
        else
            print_line(next);
    }
    codelab_watch_free(watch);
    return status;
}

static int report(int32_t status, const codelab_instance *instance, const codelab_error *error)
{
    if (status == CODELAB_DONE) {
        printf("\nOpen this address in a browser (it contains the token: keep it secret):\n%s\n",
               codelab_instance_browser_url(instance));
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "\nopen_instance: %s\n", error->message);
    if (error->request_id[0]) fprintf(stderr, "open_instance: request id %s\n", error->request_id);
    return status == CODELAB_E_CANCELLED ? EXIT_INTERRUPTED : EXIT_FAILURE;
}

static int run(const codelab_open_request *request, int64_t timeout_ms)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    struct sigaction action;
    int32_t status;
    int result;

    /* Without a credential in the options, codelab_client_new() takes it from the environment. */
    options.user_agent = "open_instance";

    status = codelab_cancel_new(timeout_ms, &stop, &error);
    if (status == CODELAB_OK) {
        memset(&action, 0, sizeof action);
        action.sa_handler = on_interrupt;
        sigaction(SIGINT, &action, NULL);
        status = codelab_client_new(&options, &client, &error);
    }
    if (status == CODELAB_OK) status = open_until_ready(client, request, &instance, &error);
    result = report(status, instance, &error);

    signal(SIGINT, SIG_DFL);
    codelab_instance_free(instance);
    codelab_client_free(client);
    codelab_cancel_free(stop);
    return result;
}

/* Returns seconds as milliseconds, or -1 if the text is not valid. */
static int64_t parse_seconds(const char *text)
{
    char *end;
    double seconds = strtod(text, &end);
    return end != text && *end == '\0' && seconds >= 0 && seconds < 1e9 ? (int64_t)(seconds * 1000) : -1;
}

int main(int count, char **arguments)
{
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    int64_t timeout_ms = 600000;
    int at;

    for (at = 1; at < count; at++) {
        const char *name = arguments[at], *value;
        if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return fputs(usage, stdout), EXIT_SUCCESS;
        if (strcmp(name, "--replace-failed") == 0) {
            request.flags |= CODELAB_OPEN_REPLACE_FAILED;
            continue;
        }
        value = ++at < count ? arguments[at] : NULL;
        if (value && strcmp(name, "--image-id") == 0)
            request.image_id = value;
        else if (value && strcmp(name, "--share-url") == 0)
            request.share_url = value;
        else if (value && strcmp(name, "--timeout") == 0 && (timeout_ms = parse_seconds(value)) >= 0)
            ;
        else
            return fputs(usage, stderr), 2;
    }
    return run(&request, timeout_ms);
}
