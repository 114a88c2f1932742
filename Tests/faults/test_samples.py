"""The samples in the header and README compile, run, report every failure and free what they make."""

from __future__ import annotations

import re
import subprocess
from typing import List

import pytest
from conftest import ROOT
from server import INSTANCE, response

HEADER = ROOT / "include" / "codelab.h"
LIBRARY = ROOT / "build" / "lib"

#: Counts watches, and makes a submission fail whose number is FAILING.
COUNTED = """
#include <codelab.h>
#include <stdio.h>
#include <stdlib.h>
static int made, freed, owned, submitted;
static inline int32_t new_watch(codelab_client *client, const codelab_instance *instance,
                                const codelab_watch_options *options, codelab_watch **out, codelab_error *error)
{
    made++;
    return codelab_watch_new(client, instance, options, out, error);
}
static inline int32_t new_opening(codelab_client *client, const codelab_open_request *request,
                                  const codelab_watch_options *options, codelab_watch **out, codelab_error *error)
{
    made++;
    return codelab_watch_new_open(client, request, options, out, error);
}
static int32_t submit_watch(codelab_queue *queue, uint64_t tag, codelab_watch *watch,
                            const codelab_submit_options *options, codelab_error *error)
{
    if (submitted++ == FAILING) queue = NULL;
    int32_t status = codelab_queue_watch(queue, tag, watch, options, error);
    owned += status == CODELAB_OK;
    return status;
}
static void free_watch(codelab_watch *watch)
{
    freed++;
    codelab_watch_free(watch);
}
#define codelab_watch_new new_watch
#define codelab_watch_new_open new_opening
#define codelab_queue_watch submit_watch
#define codelab_watch_free free_watch
"""
MAIN = """
int main(int count, char **arguments)
{
    enum { students = 3 };
    int i;
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client[students] = {NULL};
    (void)count;
    for (i = 0; i < students; i++) {
        codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
        char project[] = "project-0";
        project[8] = (char)('0' + i);
        options.endpoint = arguments[1];
        options.token = "TOKEN-0123456789";
        options.project_id = project;
        options.max_attempts = 1;
        if (codelab_client_new(&options, &client[i], &error) != CODELAB_OK) return 2;
    }
    %s
    for (i = 0; i < students; i++) codelab_client_free(client[i]);
    printf("made %%d, owned or freed %%d\\n", made, owned + freed);
    return 0;
}
"""


def samples() -> List[str]:
    """Returns the programs in the comments of the header, between @code and @endcode."""
    found = re.findall(r"^ \* @code\n(.*?)^ \* @endcode", HEADER.read_text(encoding="utf-8"), re.M | re.S)
    return [re.sub(r"^ \*(?:     )?", "", each, flags=re.M).strip() for each in found]


def build(folder, text):
    source, program = folder / "sample.c", folder / "sample"
    source.write_text(text, encoding="utf-8")
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-g", f"-I{ROOT / 'include'}"]
    subprocess.run(["gcc", *flags, "-o", str(program), str(source), f"-L{LIBRARY}", "-lcodelab",
                    f"-Wl,-rpath,{LIBRARY}"], check=True, timeout=60)
    return program


def run(program, *arguments):
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=60)


LOOP = """
#include <codelab.h>
#include <stdio.h>
int main(int count, char **arguments)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client *client = NULL;
    codelab_instance *instance = NULL;
    codelab_cancel *cancel = NULL;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    (void)count;
    options.endpoint = arguments[1];
    options.token = "TOKEN-0123456789";
    options.project_id = "project-0";
    if (codelab_client_new(&options, &client, &error) != CODELAB_OK) return 2;
    if (codelab_show(client, "a", NULL, &instance, &error) != CODELAB_OK) return 3;
    if (codelab_cancel_new(60000, &cancel, &error) != CODELAB_OK) return 4;
    {
    %s
    }
    codelab_cancel_free(cancel);
    codelab_instance_free(instance);
    codelab_client_free(client);
    return 0;
}
"""


def test_the_header_has_the_samples():
    assert len(samples()) == 4


@pytest.mark.parametrize("index, printed", [(1, "a\n"), (2, "100 %\n")], ids=["a list", "a watch"])
def test_the_sample_of_a_loop_runs_to_its_end(serve, tmp_path, index, printed):
    steps = ["STARTING", "RUNNING"]

    def answer(request, connection):
        status = steps.pop(0) if len(steps) > 1 else steps[0]
        instance = {"id": "a", "status": status, "url": "https://x.example.com/a"}
        if request.path.partition("?")[0].endswith("/notebooks"):
            return response(200, {"total": 1, "data": [instance]})
        return response(200, instance)

    server = serve(answer)
    done = run(build(tmp_path, LOOP % samples()[index].replace("\n", "\n    ")), server.url)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", printed)


def test_the_first_sample_runs(serve, tmp_path):
    server = serve(lambda request, connection: response(200, INSTANCE))
    text = samples()[0].replace('"https://modelarts.eu-de.otc.t-systems.com"', f'"{server.url}"')
    text = f'#include <codelab.h>\n#include <stdio.h>\nint main(void) {{\nconst char *token_from_iam = "T";\n{text}\n}}\n'
    done = run(build(tmp_path, text))
    assert (done.returncode, done.stderr) == (0, "") and len(server.log) == 1


@pytest.mark.parametrize("failing, refused, messages", [
    (-1, None, 0),
    (-1, "project-1", 1),   # one student's open is refused: the others go on
    (0, None, 1),           # the first watch cannot be submitted: the sample ends, and frees it
    (2, None, 1),
])
def test_the_sample_of_a_queue_reports_each_failure_and_leaks_no_watch(serve, tmp_path, failing, refused, messages):
    def answer(request, connection):
        if refused and refused in request.path:
            return response(403, {"error_code": "ModelArts.0108", "error_msg": "not allowed"})
        return response(200, INSTANCE)

    server = serve(answer)
    text = f"#define FAILING {failing}" + COUNTED + MAIN % samples()[3]
    done = run(build(tmp_path, text), server.url)
    assert done.returncode == 0
    made, given = map(int, re.findall(r"\d+", done.stdout))
    assert made == given > 0
    assert len(done.stderr.splitlines()) == messages
    if refused:
        assert done.stderr.startswith("student 1: ") and "not allowed" in done.stderr


def readme() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("### Many at once")[1]
    return text.split("```c\n")[1].split("```")[0]


@pytest.mark.parametrize("failing, status", [(-1, 0), (0, 1), (2, 1)])
def test_the_program_of_readme_leaks_no_watch(serve, tmp_path, monkeypatch, failing, status):
    server = serve(lambda request, connection: response(200, INSTANCE))
    for name, value in (("ENDPOINT", server.url), ("TOKEN", "TOKEN-0123456789"), ("PROJECT_ID", "project-0")):
        monkeypatch.setenv(f"CODELAB_{name}", value)
    ending = 'printf("made %d, owned or freed %d\\n", made, owned + freed);\n    return status <'
    text = f"#define FAILING {failing}" + COUNTED + readme().replace("return status <", ending)
    done = run(build(tmp_path, text))
    assert done.returncode == status and bool(done.stderr) == bool(status)
    made, given = map(int, re.findall(r"\d+", done.stdout.splitlines()[-1]))
    assert made == given > 0
