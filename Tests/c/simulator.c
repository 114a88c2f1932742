#include "simulator.h"

#include "harness.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_SUFFIX ".simulator.log"

static pid_t process = -1;
static int its_input = -1;
static char endpoint[128];

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

/* What the simulator says to people goes to a file beside this program. */
static int open_log(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof LOG_SUFFIX);
    if (length < 0) return -1;
    memcpy(path + length, LOG_SUFFIX, sizeof LOG_SUFFIX);
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

int simulator_start(const char *program)
{
    int input[2], output[2], log = open_log();
    char line[1024];
    size_t length = 0;

    if (log < 0 || pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) return perror("simulator"), -1;
    process = fork();
    if (process < 0) return perror("fork"), -1;
    if (process == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        execl(program, program, "--until-eof", (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    close(log);
    its_input = input[1];
    while (length + 1 < sizeof line && read(output[0], line + length, 1) == 1 && line[length] != '\n') length++;
    line[length] = '\0';
    close(output[0]);
    if (take_text(line, "endpoint", endpoint, sizeof endpoint) != 0) {
        fprintf(stderr, "the simulator's first line is not what it should be: %s\n", line);
        return -1;
    }
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

typedef struct text {
    char *bytes;
    size_t length;
} text;

static size_t append(char *bytes, size_t size, size_t count, void *context)
{
    text *answer = context;
    char *grown = realloc(answer->bytes, answer->length + size * count + 1);
    if (!grown) return 0;
    memcpy(grown + answer->length, bytes, size * count);
    answer->bytes = grown;
    answer->length += size * count;
    grown[answer->length] = '\0';
    return size * count;
}

/* One control call. Returns the answer's text (to be freed), or NULL after failing the case. */
static char *control(const char *method, const char *path, const char *body)
{
    char url[512];
    text answer = {calloc(1, 1), 0};
    long status = 0;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    CURL *curl = curl_easy_init();

    snprintf(url, sizeof url, "%s/simulator/users%s", endpoint, path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    if (code == CURLE_OK && status / 100 == 2) return answer.bytes;
    FAIL("the simulator refused %s %s: %s, status %ld: %s", method, path, curl_easy_strerror(code), status,
         answer.bytes ? answer.bytes : "");
    free(answer.bytes);
    return NULL;
}

static int control_user(const char *method, const simulator_user *user, const char *what, const char *body)
{
    char path[256];
    snprintf(path, sizeof path, "/%s%s", user->project_id, what);
    char *answer = control(method, path, body);
    free(answer);
    return answer ? 0 : -1;
}

int simulator_new_user(const char *settings, simulator_user *user)
{
    char *answer = control("POST", "", settings ? settings : "{}");
    memset(user, 0, sizeof *user);
    if (!answer) return -1;
    const struct { const char *key; char *text; size_t size; } wanted[] = {
#define WANTED(field) {#field, user->field, sizeof user->field}
        WANTED(project_id), WANTED(token),    WANTED(access_key),  WANTED(secret_key),
        WANTED(user_name),  WANTED(password), WANTED(domain_name), WANTED(project_name),
#undef WANTED
    };
    int good = 1;
    for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
        good = good && take_text(answer, wanted[at].key, wanted[at].text, wanted[at].size) == 0;
    if (!good) FAIL("the simulator's new user is not what it should be: %s", answer);
    take_text(answer, "security_token", user->security_token, sizeof user->security_token);
    free(answer);
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
    char path[256];
    snprintf(path, sizeof path, "/%s/requests", user->project_id);
    return control("GET", path, NULL);
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
    FAIL("%d requests did not come", count);
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
