"""The programs in README.md do what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import readme
from simulator import Simulator


@pytest.mark.parametrize("language", sorted(readme.COMMANDS))
def test_the_program_opens_an_instance(language: str, simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=200)
    result = readme.run(language, user.environment)
    assert result.returncode == 0
    calls = [(each["method"], each["path"].rsplit("/", 1)[-1]) for each in user.requests()]
    assert calls[0] == ("POST", "open")
    # What a reader wants to see in the end: the address, which has the host of the service.
    assert "http" in result.stdout.splitlines()[-1]


@pytest.mark.parametrize("language", sorted(readme.COMMANDS))
def test_the_program_is_short(language: str) -> None:
    assert len(readme.program(language).splitlines()) <= 25


PAGE = """# A page

### C

words

```sh
make
```

```c
#define A 1
## not a heading
```

### Python

nothing here

## Another

```python
print("of another section")
```
"""


def test_a_program_is_found_under_its_heading(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE, encoding="utf-8")
    assert readme.program("C", page) == "#define A 1\n## not a heading\n"
    for language in ("Python", "Go"):
        with pytest.raises(readme.ReadmeError):
            readme.program(language, page)
