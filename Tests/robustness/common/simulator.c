#include "simulator.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONTROL_SECONDS 60

/* The text of a key of a flat JSON object whose values need no unescaping but for "\/". */
static int take_text(const char *json, const char *key, char *text, size_t size)
{
    char quoted[64];
    size_t length = 0;
    snprintf(quoted, sizeof quoted, "\"%s\"", key);
    const char *at = strstr(json, quoted);
    if (!at) return -1;
    at += strlen(quoted);
    at += strspn(at, " :\t\r\n");
    if (*at++ != '"') return -1;
    for (; *at && *at != '"' && length + 1 < size; at++)
        if (*at != '\\') text[length++] = *at;
    text[length] = '\0';
    return *at == '"' ? 0 : -1;
}

static pid_t launch(const char *program, int *input, int *output)
{
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return -1;
    pid_t process = fork();
    if (process == 0) {
        dup2(to[0], STDIN_FILENO);
        dup2(from[1], STDOUT_FILENO);
        unsetenv("LD_PRELOAD"); /* what is done to this process is not done to the service */
        if (!getenv("ROBUST_VERBOSE")) dup2(open("/dev/null", O_WRONLY), STDERR_FILENO); /* a line a request */
        const char *port = getenv("ROBUST_PORT");
        execl(program, program, "--until-eof", "--port", port ? port : "0", (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    *input = to[1];
    *output = from[0];
    return process;
}

int simulator_start(simulator *with, const char *program)
{
    char line[1024];
    size_t length = 0;
    int output = -1;
    with->process = launch(program, &with->its_input, &output);
    if (with->process < 0) return perror("simulator"), -1;
    while (length + 1 < sizeof line && read(output, line + length, 1) == 1 && line[length] != '\n') length++;
    line[length] = '\0';
    if (take_text(line, "endpoint", with->endpoint, sizeof with->endpoint) != 0) {
        fprintf(stderr, "the simulator's first line is not what it should be: %s\n", line);
        return -1;
    }
    with->port = atoi(strrchr(with->endpoint, ':') + 1);
    if (getenv("ROBUST_ENDPOINT")) snprintf(with->endpoint, sizeof with->endpoint, "%s", getenv("ROBUST_ENDPOINT"));
    return 0;
}

void simulator_stop(simulator *with)
{
    close(with->its_input);
    waitpid(with->process, NULL, 0);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    struct timeval patience = {.tv_sec = CONTROL_SECONDS};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0) return connection;
    close(connection);
    return -1;
}

/* Whether the text is a whole HTTP answer. */
static int is_whole(const char *text)
{
    const char *body = strstr(text, "\r\n\r\n");
    const char *length = strcasestr(text, "\r\nContent-Length:");
    if (!body) return 0;
    if (!length || length > body) return 1;
    return strlen(body + 4) >= (size_t)atol(length + strlen("\r\nContent-Length:"));
}

/* One control call. 0 for a 2xx, whose head and body are left in answer. */
static int control(const simulator *with, const char *method, const char *path, const char *body, char *answer,
                   size_t size)
{
    char request[2048];
    size_t length = 0;
    ssize_t got;
    int connection = connect_to(with->port);
    int written = snprintf(request, sizeof request,
                           "%s /simulator/users%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                           "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                           method, path, strlen(body), body);
    answer[0] = '\0';
    if (connection < 0 || send(connection, request, (size_t)written, MSG_NOSIGNAL) != written)
        return perror("simulator"), close(connection), -1;
    while (length + 1 < size && !is_whole(answer) &&
           (got = recv(connection, answer + length, size - 1 - length, 0)) > 0) {
        length += (size_t)got;
        answer[length] = '\0';
    }
    close(connection);
    if (strncmp(answer, "HTTP/1.1 2", 10) == 0) return 0;
    fprintf(stderr, "the simulator refused %s %s: %s\n", method, path, answer);
    return -1;
}

int simulator_new_user(const simulator *with, const char *settings, simulator_user *user)
{
    char answer[4096];
    if (control(with, "POST", "", settings, answer, sizeof answer) != 0) return -1;
    if (take_text(answer, "security_token", user->security_token, sizeof user->security_token) != 0)
        user->security_token[0] = '\0';
    if (take_text(answer, "project_id", user->project_id, sizeof user->project_id) == 0 &&
        take_text(answer, "token", user->token, sizeof user->token) == 0 &&
        take_text(answer, "access_key", user->access_key, sizeof user->access_key) == 0 &&
        take_text(answer, "secret_key", user->secret_key, sizeof user->secret_key) == 0 &&
        take_text(answer, "user_name", user->user_name, sizeof user->user_name) == 0 &&
        take_text(answer, "password", user->password, sizeof user->password) == 0 &&
        take_text(answer, "domain_name", user->domain_name, sizeof user->domain_name) == 0)
        return 0;
    fprintf(stderr, "the simulator's new user is not what it should be: %s\n", answer);
    return -1;
}

int simulator_set_faults(const simulator *with, const simulator_user *user, const char *faults)
{
    char path[256], answer[4096];
    snprintf(path, sizeof path, "/%s/faults", user->project_id);
    return control(with, "PUT", path, faults, answer, sizeof answer);
}
