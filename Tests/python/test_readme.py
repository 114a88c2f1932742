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
    methods = [each["method"] for each in user.requests()]
    assert methods[0] == "POST" and "CREATING" in result.stdout
    # A program that follows the start shows its end too.
    assert ("RUNNING" in result.stdout) == ("GET" in methods)


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
