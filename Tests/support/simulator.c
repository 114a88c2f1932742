#include "simulator.h"

#include "loopback.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONTROL_SECONDS 60

static pid_t process = -1;
static int its_input = -1;
static int port;
static char endpoint[128];

static void write_failure(const char *message) { fprintf(stderr, "%s\n", message); }

void (*simulator_report_failure)(const char *message) = write_failure;

__attribute__((format(printf, 1, 2))) static void report(const char *format, ...)
{
    char message[2048];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    simulator_report_failure(message);
}

/* The text of a key of a flat JSON object. The simulator's own answers hold no escapes in these. */
static int take_text(const char *json, const char *key, char *text, size_t size)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\"", key);
    const char *at = strstr(json, quoted);
    if (!at) return -1;
    at += strlen(quoted);
    at += strspn(at, " \t\r\n");
    if (*at++ != ':') return -1;
    at += strspn(at, " \t\r\n");
    if (*at++ != '"') return -1;
    size_t length = 0;
    for (; at[length] && at[length] != '"'; length++) {
        if (at[length] == '\\' && at[length + 1] == '/') at++; /* the one escape that writers like to use */
        if (length + 1 >= size) return -1;
        text[length] = at[length];
    }
    text[length] = '\0';
    return at[length] == '"' ? 0 : -1;
}

static void run_program(const char *program, int input, int output, const char *log)
{
    const char *wanted = getenv("SIMULATOR_PORT");
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0644), STDERR_FILENO);
    unsetenv("LD_PRELOAD"); /* an allocator that fails is for this process only */
    execl(program, program, "--until-eof", "--port", wanted ? wanted : "0", (char *)NULL);
    perror(program);
    _exit(127);
}

int simulator_start(const char *program, const char *log)
{
    int input[2], output[2];
    char line[1024];
    size_t length = 0;

    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) return perror("simulator"), -1;
    process = fork();
    if (process < 0) return perror("fork"), -1;
    if (process == 0) run_program(program, input[0], output[1], log);
    close(input[0]);
    close(output[1]);
    its_input = input[1];
    while (length + 1 < sizeof line && read(output[0], line + length, 1) == 1 && line[length] != '\n') length++;
    line[length] = '\0';
    close(output[0]);
    if (take_text(line, "endpoint", endpoint, sizeof endpoint) != 0) {
        fprintf(stderr, "the simulator's first line is not what it should be: %s\n", line);
        return -1;
    }
    port = atoi(strrchr(endpoint, ':') + 1);
    if (getenv("SIMULATOR_ENDPOINT")) snprintf(endpoint, sizeof endpoint, "%s", getenv("SIMULATOR_ENDPOINT"));
    return 0;
}

void simulator_stop(void)
{
    if (process < 0) return;
    close(its_input);
    waitpid(process, NULL, 0);
    process = -1;
}

const char *simulator_endpoint(void)
{
    return endpoint;
}

/* A response. It begins in a buffer of the caller's, so that most control calls allocate nothing. */
typedef struct response {
    char *bytes;
    size_t length, size;
    char *grown; /* to be freed */
} response;

static int make_room(response *for_more)
{
    if (for_more->length + 1 < for_more->size) return 0;
    char *grown = realloc(for_more->grown, 2 * for_more->size);
    if (!grown) return -1;
    if (!for_more->grown) memcpy(grown, for_more->bytes, for_more->length);
    for_more->bytes = for_more->grown = grown;
    for_more->size *= 2;
    return 0;
}

/* Sends the request and reads the whole response. */
static int exchange(const char *request, size_t length, response *got)
{
    int connection = loopback_connect(port, CONTROL_SECONDS);
    if (connection < 0) return -1;
    ssize_t count = send(connection, request, length, MSG_NOSIGNAL) == (ssize_t)length ? 1 : -1;
    while (count > 0 && !http_message_length(got->bytes, got->length) && make_room(got) == 0) {
        count = recv(connection, got->bytes + got->length, got->size - 1 - got->length, 0);
        if (count > 0) got->length += (size_t)count;
    }
    got->bytes[got->length] = '\0';
    close(connection);
    return 0;
}

/* Makes one control call. Returns the body of a response with a status of 2xx, which is part of got; or NULL. */
static const char *control(const char *method, const char *path, const char *body, response *got)
{
    char request[8192];
    int length = snprintf(request, sizeof request,
                          "%s /simulator/users%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                          "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          method, path, body ? strlen(body) : 0, body ? body : "");
    if (length < 0 || (size_t)length >= sizeof request) return report("%s %s: too long", method, path), NULL;
    got->bytes[0] = '\0';
    exchange(request, (size_t)length, got);
    const char *found = strstr(got->bytes, "\r\n\r\n");
    if (found && strncmp(got->bytes, "HTTP/1.1 2", 10) == 0) return found + 4;
    report("the simulator refused %s %s: %s", method, path, got->bytes);
    return NULL;
}

static int control_user(const char *method, const simulator_user *user, const char *what, const char *body)
{
    char path[256], bytes[16384];
    response got = {.bytes = bytes, .size = sizeof bytes};
    snprintf(path, sizeof path, "/%s%s", user->project_id, what);
    int result = control(method, path, body, &got) ? 0 : -1;
    free(got.grown);
    return result;
}

int simulator_new_user(const char *settings, simulator_user *user)
{
    char bytes[16384];
    response got = {.bytes = bytes, .size = sizeof bytes};
    const char *answer = control("POST", "", settings ? settings : "{}", &got);
    memset(user, 0, sizeof *user);
    if (!answer) return free(got.grown), -1;
    const struct { const char *key; char *text; size_t size; } wanted[] = {
#define WANTED(field) {#field, user->field, sizeof user->field}
        WANTED(project_id), WANTED(token),    WANTED(access_key),  WANTED(secret_key),
        WANTED(user_name),  WANTED(password), WANTED(domain_name), WANTED(project_name),
        WANTED(user_id),    WANTED(domain_id),
#undef WANTED
    };
    int good = 1;
    for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
        good = good && take_text(answer, wanted[at].key, wanted[at].text, wanted[at].size) == 0;
    if (!good) report("the simulator's new user is not what it should be: %s", answer);
    take_text(answer, "security_token", user->security_token, sizeof user->security_token);
    free(got.grown);
    snprintf(user->endpoint, sizeof user->endpoint, "%s", endpoint);
    return good ? 0 : -1;
}

int simulator_change_user(const simulator_user *user, const char *settings)
{
    return control_user("PATCH", user, "", settings);
}

int simulator_revoke_tokens(const simulator_user *user)
{
    return control_user("DELETE", user, "/tokens", NULL);
}

int simulator_set_faults(const simulator_user *user, const char *faults)
{
    return control_user("PUT", user, "/faults", faults);
}

int simulator_forget_requests(const simulator_user *user)
{
    return control_user("DELETE", user, "/requests", NULL);
}

int simulator_patch_instance(const simulator_user *user, const char *changes)
{
    return control_user("PATCH", user, "/instance", changes);
}

int simulator_delete_instance(const simulator_user *user)
{
    return control_user("DELETE", user, "/instance", NULL);
}

char *simulator_requests(const simulator_user *user)
{
    char path[256], bytes[16384];
    response got = {.bytes = bytes, .size = sizeof bytes};
    snprintf(path, sizeof path, "/%s/requests", user->project_id);
    const char *body = control("GET", path, NULL, &got);
    char *copy = body ? strdup(body) : NULL;
    free(got.grown);
    return copy;
}

int simulator_request_count(const simulator_user *user)
{
    char *log = simulator_requests(user);
    int count = 0;
    if (!log) return -1;
    /* Inside a text the quotes would be escaped, so this finds keys only. */
    for (const char *at = log; (at = strstr(at, "\"method\"")); at++) count++;
    free(log);
    return count;
}

/* Names of calls hold no escapes. Inside a text the quotes would be escaped, so what is found is the key. */
char *simulator_calls(const simulator_user *user)
{
    char *log = simulator_requests(user), *names = NULL;
    size_t length = 0;
    FILE *to = log ? open_memstream(&names, &length) : NULL;
    for (const char *at = log; to && (at = strstr(at, "\"call\"")); at++) {
        const char *name = at + strlen("\"call\"");
        name += strspn(name, " :\"");
        fprintf(to, "%.*s ", (int)strcspn(name, "\""), name);
    }
    if (to) fclose(to);
    free(log);
    return names;
}

int simulator_call_count(const simulator_user *user, const char *call)
{
    char *names = simulator_calls(user);
    size_t length = strlen(call);
    int count = 0;
    if (!names) return -1;
    for (const char *at = names; *at; at += strcspn(at, " ") + 1)
        if (strncmp(at, call, length) == 0 && at[length] == ' ') count++;
    free(names);
    return count;
}

static int wait_for(const simulator_user *user, const char *call, int count)
{
    for (int tries = 0; tries < 6000; tries++) {
        int found = call ? simulator_call_count(user, call) : simulator_request_count(user);
        if (found < 0) return -1;
        if (found >= count) return 0;
        usleep(5000);
    }
    report("%d requests did not come", count);
    return -1;
}

int simulator_wait_for_requests(const simulator_user *user, int count)
{
    return wait_for(user, NULL, count);
}

int simulator_wait_for_calls(const simulator_user *user, const char *call, int count)
{
    return wait_for(user, call, count);
}
