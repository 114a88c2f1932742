"""An instance in Jupyter."""

from __future__ import annotations

import re
from typing import Any, Callable

import pytest

import codelab
from simulator import Simulator, User

Connect = Callable[..., codelab.Client]


def html(**fields: Any) -> str:
    return str(codelab.Instance(**fields)._repr_html_())


def test_a_running_instance_is_a_small_table(simulator: Simulator, connect: Connect) -> None:
    instance = connect(simulator.new_user(step_ms=0)).open()
    shown = instance._repr_html_()
    labels = re.findall(r"<th>(.*?)</th>", shown)
    assert labels == ["instance", "status", "progress", "flavor", "image", "runs until", "link"]
    assert '<progress max="100" value="100"></progress> 100 %</td>' in shown
    assert f'<a href="{instance.url}"' in shown and "60 min left" in shown
    assert instance.token and instance.token not in shown


def test_a_starting_instance_shows_its_step(user: User, connect: Connect) -> None:
    client = connect(user)
    client.open()
    user.change(status="CREATING")
    shown = next(iter(client.instances()))._repr_html_()
    assert 'value="0"' in shown and "runs until" not in shown


def test_the_current_step_is_next_to_the_progress() -> None:
    step = codelab.Step(status=codelab.StepStatus.PROCESSING, step=1, description="Prepare <it>.")
    assert " 12 %: Prepare &lt;it&gt;." in html(action_progress=(step,), progress_percent=12)


@pytest.mark.parametrize(
    "fields, part",
    [
        ({"name": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"fail_reason": 'a"b\'c&'}, "a&quot;b&#x27;c&amp;"),
        ({"url": 'https://x/"onclick="alert(1)'}, "https://x/&quot;onclick=&quot;"),
        ({"url": "https://x/lab?token=abc", "token": "abc"}, "token=[hidden]"),
        ({"fail_reason": "no abcdef here", "token": "abcdef"}, "no [hidden] here"),
    ],
    ids=["a script", "quotes", "an attribute", "a token in the address", "a token in a text"],
)
def test_texts_of_the_service_are_escaped(fields: Any, part: str) -> None:
    shown = html(**fields)
    assert part in shown and "<script" not in shown and 'onclick="' not in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", ""])
def test_only_an_http_address_is_a_link(url: str) -> None:
    assert "<a " not in html(url=url)


def test_the_table_is_imported_only_on_demand(run_python: Callable[..., Any]) -> None:
    source = """
import sys, codelab
assert "codelab._html" not in sys.modules and "html" not in sys.modules
assert codelab.Instance(name="a")._repr_html_().startswith("<table>") and "codelab._html" in sys.modules
"""
    result = run_python(source)
    assert (result.returncode, result.stderr) == (0, "")
