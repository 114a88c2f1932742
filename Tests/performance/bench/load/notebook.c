#include "notebook.h"

#include <stdio.h>

static unsigned char looked[MOST_NOTEBOOKS];
static long notebooks;

long new_notebook(void) { return notebooks < MOST_NOTEBOOKS - 1 ? notebooks++ : notebooks; }

int look_at_notebook(long number)
{
    if (number < 0 || number >= MOST_NOTEBOOKS) return 0;
    if (looked[number] < 255) looked[number]++;
    return looked[number];
}

static const char ready_fields[] = "\"token\":\"f9937afa-ca78-45b6-bc12-7ecf42553c48\","
                                   "\"url\":\"https://authoring.example.com/nb/lab\",";

static const char *step_status(int step, int done)
{
    return step <= done ? "COMPLETED" : step == done + 1 ? "PROCESSING" : "WAITING";
}

void write_notebook(char *text, size_t capacity, long number, int looks, int until)
{
    int running = looks >= until, done = until > 0 ? 4 * looks / until : 4;
    snprintf(text, capacity,
             "{\"action_progress\":["
             "{\"step\":1,\"status\":\"%s\",\"step_description\":\"Preparing storage.\"},"
             "{\"step\":2,\"status\":\"%s\",\"step_description\":\"Preparing compute resources.\"},"
             "{\"step\":3,\"status\":\"%s\",\"step_description\":\"Configuring network.\"},"
             "{\"step\":4,\"status\":\"%s\",\"step_description\":\"Initializing instance.\"}],"
             "\"create_at\":1638841805439,\"description\":\"\",\"endpoints\":[],\"feature\":\"DEFAULT\","
             "\"flavor\":\"modelarts.vm.cpu.free\",\"id\":\"nb-%ld\","
             "\"image\":{\"arch\":\"X86_64\",\"create_at\":1638841805439,"
             "\"id\":\"e1a07296-22a8-4f05-8bc8-e936c8e54202\","
             "\"name\":\"multi_engine_cpu\",\"status\":\"ACTIVE\",\"type\":\"BUILD_IN\"},"
             "\"lease\":{\"create_at\":1638841805439,\"duration\":3600000,\"enable\":true,\"type\":\"TIMING\","
             "\"update_at\":1638841805439},\"name\":\"codelab\",\"status\":\"%s\",%s"
             "\"update_at\":1638841805439,\"user\":{\"domain\":{\"id\":\"0a\",\"name\":\"school\"},\"id\":\"0b\","
             "\"name\":\"student\"},\"volume\":{\"capacity\":5,\"category\":\"EFS\","
             "\"mount_path\":\"/home/ma-user/work\","
             "\"ownership\":\"MANAGED\",\"status\":\"IN_USE\"},\"workspace_id\":\"0\"}",
             step_status(1, done), step_status(2, done), step_status(3, done), step_status(4, done), number,
             running ? "RUNNING" : "CREATING",
             running ? ready_fields : "");
}
