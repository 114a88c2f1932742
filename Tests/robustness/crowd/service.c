#include "service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *orders, *answers;
static pid_t child;
static char endpoint[64];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

void service_start(const char *program, const char *const *options)
{
    int in[2], out[2];
    const char *words[16] = {program};
    char line[64];
    if (pipe(in) != 0 || pipe(out) != 0) die("pipe");
    for (int at = 0; options && options[at] && at < 14; at++) words[at + 1] = options[at];
    child = fork();
    if (child < 0) die("fork");
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int each = 3; each < 64; each++) close(each);
        execv(program, (char *const *)words);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    orders = fdopen(in[1], "w");
    answers = fdopen(out[0], "r");
    if (!orders || !answers || !fgets(line, sizeof line, answers)) die(program);
    snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", atoi(line));
}

void service_stop(void)
{
    fclose(orders);
    fclose(answers);
    waitpid(child, NULL, 0);
}

const char *service_endpoint(void) { return endpoint; }

static double value(const char *line, const char *name)
{
    const char *found = strstr(line, name);
    if (!found) die(name);
    return atof(found + strlen(name));
}

static void order(const char *what, char *line, int size)
{
    fputs(what, orders);
    fflush(orders);
    if (!fgets(line, size, answers)) die("the service is gone");
}

void service_fault(int permille)
{
    char what[32], line[512];
    snprintf(what, sizeof what, "faults %d\n", permille);
    order(what, line, sizeof line);
}

service_counts service_ask(int throttles)
{
    char line[512];
    order(throttles ? "gap\n" : "counts\n", line, sizeof line);
    return (service_counts){.requests = (long)value(line, "\"requests\":"),
                            .opens = (long)value(line, "\"opens\":"),
                            .shows = (long)value(line, "\"shows\":"),
                            .faults = (long)value(line, "\"faults\":"),
                            .connections = (long)value(line, "\"connections\":"),
                            .open = (long)value(line, "\"open\":"),
                            .most_open = (long)value(line, "\"most_open\":"),
                            .gap_ms = value(line, "\"gap_ms\":"),
                            .span_ms = value(line, "\"span_ms\":")};
}
