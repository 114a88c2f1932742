"""The trace of clients in the logger "codelab"."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest

import codelab
from simulator import PATIENCE, User


class Lines(logging.Handler):
    """Keeps the messages of a logger."""

    def __init__(self) -> None:
        super().__init__()
        self.records: List[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def text(self) -> str:
        return "\n".join(each.getMessage() for each in self.records)

    def wait_for(self, part: str, times: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.text.count(part) < times:
            assert time.monotonic() < deadline, f"{part} is not {times} times in: {self.text}"
            time.sleep(0.005)


@pytest.fixture
def lines() -> Iterator[Lines]:
    logger, handler = logging.getLogger("codelab"), Lines()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(level)
    logger.removeHandler(handler)


def test_each_request_is_logged_at_level_debug_without_secrets(quick_user: User, lines: Lines) -> None:
    with codelab.Client(**quick_user.options("token")) as client:
        instance = client.open(wait=True, first_delay=0.005, ceiling=0.02, timeout=30)
        client.show(instance)
    lines.wait_for("/notebooks/open attempt=1 status=200")
    lines.wait_for(f"GET {quick_user.options('token')['endpoint']}/v1/")
    assert {each.levelno for each in lines.records} == {logging.DEBUG}
    assert {each.name for each in lines.records} == {"codelab"}
    assert lines.records[0].getMessage().startswith("POST http://")
    for secret in (quick_user.options("token")["token"], str(instance.token)):
        assert secret not in lines.text


def test_requests_of_asyncio_are_logged(quick_user: User, lines: Lines) -> None:
    async def opened() -> None:
        async with codelab.AsyncClient(**quick_user.options("token")) as client:
            await client.open()

    asyncio.run(opened())
    lines.wait_for("/notebooks/open attempt=1 status=200")


def test_all_clients_share_one_thread(quick_user: User, lines: Lines) -> None:
    for _ in range(3):
        with codelab.Client(**quick_user.options("token")) as client:
            client.open()
    lines.wait_for("/notebooks/open", times=3)
    assert [each.name for each in threading.enumerate()].count("codelab-trace") == 1


def test_an_error_of_a_filter_stops_no_later_line(
    quick_user: User, lines: Lines, capsys: "pytest.CaptureFixture[str]"
) -> None:
    logger, asked = logging.getLogger("codelab"), []

    def refuse(record: logging.LogRecord) -> bool:
        asked.append(record)
        if len(asked) == 1:
            raise ValueError("this filter fails")
        return True

    logger.addFilter(refuse)
    try:
        with codelab.Client(**quick_user.options("token")) as client:
            client.show(client.open())
        lines.wait_for("GET ")
    finally:
        logger.removeFilter(refuse)
    assert "/notebooks/open" not in lines.text and "this filter fails" in capsys.readouterr().err


def test_the_option_and_the_variable_come_first(
    quick_user: User, lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = quick_user.options("token")
    with codelab.Client(**options, trace_fd=codelab.NO_TRACE) as client:
        client.open()
    with open(tmp_path / "option", "w", encoding="utf-8") as option:
        with codelab.Client(**options, trace_fd=option.fileno()) as client:
            client.open()
    monkeypatch.setenv("CODELAB_TRACE", str(tmp_path / "variable"))
    with codelab.Client(**options) as client:
        client.open()
    for name in ("option", "variable"):
        assert "/notebooks/open" in (tmp_path / name).read_text(encoding="utf-8")
    monkeypatch.delenv("CODELAB_TRACE")
    with codelab.Client(**options) as client:
        client.flavors().close()
        next(client.flavors())
    lines.wait_for("/flavors")
    assert "/notebooks/open" not in lines.text


#: Opens an instance, and prints whether logging is imported, the threads, and the descriptors that are pipes.
OPEN = """
import os, sys
import codelab
{before}
client = codelab.Client()
client.open()
pipes = [each for each in os.listdir("/proc/self/fd") if int(each) > 2 and os.path.exists("/proc/self/fd/" + each)
         and os.readlink("/proc/self/fd/" + each).startswith("pipe:")]
print("logging" in sys.modules, len(os.listdir("/proc/self/task")), len(pipes))
"""
LISTENING = "import logging; logging.basicConfig(level=logging.DEBUG, format='%(levelname)s %(name)s %(message)s')"


@pytest.mark.parametrize(
    "before, state",
    [
        ("", "False 1 0"),
        ("import logging", "True 1 0"),
        ("import logging; logging.basicConfig(level=logging.INFO)", "True 1 0"),
        (LISTENING + "; logging.getLogger('codelab').setLevel(logging.WARNING)", "True 1 0"),
        (LISTENING, "True 2 2"),
    ],
)
def test_a_trace_that_nobody_listens_to_costs_nothing(  # check-words: ignore
    before: str, state: str, quick_user: User, run_python: Callable[..., Any]
) -> None:
    result = run_python(OPEN.format(before=before), user=quick_user)
    assert (result.returncode, result.stdout.strip()) == (0, state)
    assert ("DEBUG codelab POST http://" in result.stderr) == (state == "True 2 2")


def test_the_end_of_the_interpreter_waits_for_the_last_line(quick_user: User, run_python: Callable[..., Any]) -> None:
    source = LISTENING + """
import codelab, time
class Slow(logging.Filter):
    def filter(self, record):
        time.sleep(0.05)
        return True
logging.getLogger("codelab").addFilter(Slow())
client = codelab.Client()
instance = client.open()
for _ in range(5):
    client.show(instance)
"""
    result = run_python(source, user=quick_user)
    assert result.returncode == 0 and result.stderr.count("attempt=1 status=200") == 6, result.stderr


def test_under_gevent_nothing_is_logged_and_nothing_blocks(quick_user: User, run_python: Callable[..., Any]) -> None:
    source = "from gevent import monkey; monkey.patch_all()\n" + LISTENING + """
import gevent, codelab
gevent.spawn(lambda: codelab.Client().open()).join()
from codelab import _trace_log
assert _trace_log._log is None
"""
    result = run_python("import warnings; warnings.simplefilter('ignore')\n" + source, user=quick_user)
    assert result.returncode == 0, result.stderr
    assert "/notebooks/open" not in result.stderr


def test_after_a_fork_parent_and_child_log_their_own_lines(quick_user: User, run_python: Callable[..., Any]) -> None:
    source = """
import logging, os
logging.basicConfig(level=logging.DEBUG, format="%(process)d: %(message)s")
import codelab
from codelab import _trace_log
client = codelab.Client()
client.open()
hold, release = os.pipe()
child = os.fork()
if child == 0:
    os.close(release)
    with codelab.Client() as own:
        next(own.flavors())
    _trace_log.finish()
    os.read(hold, 1)  # until the parent has ended its trace
    os._exit(0)
thread = _trace_log._log._thread
_trace_log.finish()
assert not thread.is_alive(), "the child has the pipe"
os.close(release)
assert os.waitpid(child, 0)[1] == 0
print(os.getpid(), child)
"""
    result = run_python(source, user=quick_user)
    assert result.returncode == 0, result.stderr
    parent, child = result.stdout.split()
    logged = [line.split(": ")[0] for path in ("/notebooks/open", "/flavors") for line in result.stderr.splitlines()
              if path in line]
    assert logged == [parent, child], result.stderr
