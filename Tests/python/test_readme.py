"""The programs in README.md do what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest

import readme
from simulator import Simulator


@pytest.mark.parametrize("existing", [None, "RUNNING", "STOPPED"])
@pytest.mark.parametrize("language", sorted(readme.COMMANDS))
def test_the_program_ends_with_an_instance_that_can_be_used(
    language: str, existing: Optional[str], simulator: Simulator
) -> None:
    user = simulator.new_user(step_ms=20, existing=existing)
    result = readme.run(language, user.environment)
    assert result.returncode == 0
    calls = [each["call"] for each in user.requests()]
    assert calls[0] == "open" and ("start" in calls) == (existing == "STOPPED")
    assert "RUNNING" in result.stdout and "/lab?token=" in result.stdout.splitlines()[-1]


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
