"""codelab doctor: what each fault does to each check, and that it changes nothing."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest

from certificates import Authority
from codelab._cli.doctor import REST
from codelab._cli.doctor_network import clock_finding, is_excluded, proxy_of
from codelab._cli.parser import VERBS
from nginx import Nginx, Site
from runner import Result, Run, run, run_program
from simulator import Simulator, User
from terminal import Terminal

__all__ = ["run"]

CHECKS = ["configuration", *REST]
ALL_OK = dict.fromkeys(CHECKS, "ok")

NETWORK_VARIABLES = [
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "CODELAB_CA_FILE",
    "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OS_CACERT",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NETWORK_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca", "An authority of a company")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, simulator: Simulator, authority: Authority) -> Iterator[str]:
    """The address of an nginx with TLS before the simulator, with a certificate of that authority."""
    certificate = authority.issue("localhost", "DNS:localhost, IP:127.0.0.1")
    with Nginx(tmp_path_factory.mktemp("nginx"), simulator.endpoint, {"front": Site(certificate)}) as nginx:
        yield f"https://127.0.0.1:{nginx.ports['front']}"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def examined(result: Result) -> Dict[str, Dict[str, Any]]:
    """Returns the findings by check."""
    document = json.loads(result.out)
    findings = {each["check"]: each for each in document["checks"]}
    assert list(findings) == CHECKS and result.errors == ""
    has_failed = any(each["verdict"] == "failed" for each in findings.values())
    assert (result.code == 1) == (document["verdict"] == "failed") == has_failed
    return findings


def verdicts(findings: Dict[str, Dict[str, Any]]) -> Dict[str, str]:
    return {check: finding["verdict"] for check, finding in findings.items()}


def variables(user: User, credential: str = "token", **changes: str) -> Dict[str, str]:
    values = {**user.options(credential), **changes}
    return {f"CODELAB_{name.upper()}": value for name, value in values.items() if value}


def test_a_good_configuration_is_ok_in_each_check(user: User, run: Run) -> None:
    result = run("doctor", "--json", environment=variables(user))
    assert verdicts(examined(result)) == ALL_OK and result.code == 0


def test_an_address_from_the_catalog_is_checked_as_well(user: User, run: Run) -> None:
    result = run("doctor", "--json", environment=variables(user, "password", endpoint=""))
    assert verdicts(examined(result)) == ALL_OK and "found by the name eu-de" in result.out


@pytest.mark.parametrize("credential", ["token", "keys", "password"])
def test_it_changes_nothing_and_shows_no_secret(credential: str, user: User, run: Run) -> None:
    for words in (["doctor", "--json"], ["doctor"]):
        user.forget_requests()
        result = run(*words, environment=variables(user, credential))
        assert result.code == 0
        for secret in ("token", "secret_key", "access_key", "password"):
            assert user.made[secret] not in result.out + result.errors
        # That of open has an invalid token. The last one reads the clock, without a credential.
        calls = [(each["call"], each["status"]) for each in user.requests()]
        assert calls[-3:] == [("list", 200), ("open", 401), ("list", 401)] and not run("list", user=user).out


Setup = Callable[[User], Dict[str, str]]

FAULTS: List[Tuple[str, Setup, Dict[str, str], Tuple[str, str]]] = [
    (
        "a host without an address",
        lambda user: variables(user, endpoint="https://codelab.invalid"),
        {"name resolution": "failed", "connection": "skipped", "TLS": "skipped", "clock": "skipped", "credential": "skipped"},
        ("name resolution", "codelab.invalid"),
    ),
    (
        "a closed port",
        lambda user: variables(user, endpoint=f"http://127.0.0.1:{closed_port()}"),
        {"connection": "failed", "TLS": "skipped", "clock": "skipped", "credential": "skipped"},
        ("connection", "connect"),
    ),
    (
        "a closed port of IAM",
        lambda user: variables(user, "password", endpoint="", iam_endpoint=f"http://127.0.0.1:{closed_port()}"),
        {"connection": "failed", "TLS": "skipped", "clock": "skipped", "credential": "skipped"},
        ("connection", "token from IAM"),
    ),
    (
        "a wrong token",
        lambda user: variables(user, token="s3cr3t"),
        {"credential": "failed"},
        ("credential", "the token from the variable CODELAB_TOKEN: listing the instances failed"),
    ),
    (
        "a wrong password",
        lambda user: variables(user, "password", password="s3cr3t"),
        {"credential": "failed"},
        ("credential", "The username or password is wrong"),
    ),
    (
        "a wrong secret key",
        lambda user: variables(user, "keys", secret_key="s3cr3t"),
        {"credential": "failed"},
        ("credential", "the access keys from the variable CODELAB_SECRET_KEY"),
    ),
    (
        "a project of another user",
        lambda user: variables(user, project_id="0123456789abcdef"),
        {"project": "failed"},
        ("project", "0123456789abcdef from the variable CODELAB_PROJECT_ID"),
    ),
    (
        "a name of a project that does not exist",
        lambda user: variables(user, "password", project_name="eu-de_nowhere"),
        {"project": "failed"},
        ("project", "eu-de_nowhere"),
    ),
    (
        "an incomplete credential",
        lambda user: variables(user, "keys", secret_key=""),
        {"configuration": "failed", **dict.fromkeys(REST, "skipped")},
        ("configuration", "CODELAB_SECRET_KEY"),
    ),
    (
        "an unknown region",
        lambda user: variables(user, endpoint="", region="eu-dee"),
        {"configuration": "failed", **dict.fromkeys(REST, "skipped")},
        ("configuration", "unknown region 'eu-dee'"),
    ),
    (
        "no credential",
        lambda user: {},
        {"configuration": "failed", **dict.fromkeys(REST, "skipped")},
        ("configuration", "token: is required"),
    ),
    (
        "a profile that is not used",
        lambda user: {**variables(user), "CODELAB_PROFILE": "work"},
        {"configuration": "warning"},
        ("configuration", "CODELAB_PROFILE is not used"),
    ),
    (
        "a profile that does not exist",
        lambda user: {"CODELAB_PROFILE": "work"},
        {"configuration": "failed", **dict.fromkeys(REST, "skipped")},
        ("configuration", "there is no profile 'work'"),
    ),
]


@pytest.mark.parametrize("setup, changed, says", [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_a_fault_is_found(
    setup: Setup, changed: Dict[str, str], says: Tuple[str, str], simulator: Simulator, run: Run
) -> None:
    user = simulator.new_user(step_ms=0)
    result = run("doctor", "--json", environment=setup(user))
    findings = examined(result)
    found = verdicts(findings)
    # Later checks follow from the first that failed.
    for later in ("project", "open call", "instance"):
        if "skipped" in found[later] and later not in changed:
            found.pop(later)
    assert found == {**{check: verdict for check, verdict in ALL_OK.items() if check in found}, **changed}, findings
    check, text = says
    assert text in findings[check]["message"], findings[check]
    assert "s3cr3t" not in result.out and user.made["password"] not in result.out


def test_what_follows_from_a_fault_is_not_checked(user: User, run: Run) -> None:
    found = verdicts(examined(run("doctor", "--json", environment=variables(user, token="wrong"))))
    assert [found[each] for each in ("project", "open call", "instance")] == ["skipped", "ok", "skipped"]
    found = verdicts(examined(run("doctor", "--json", environment=variables(user, endpoint="http://127.0.0.1:1"))))
    assert [found[each] for each in ("project", "open call", "instance")] == ["skipped"] * 3


def test_a_region_without_the_call_is_found(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(offers_open=False)
    finding = examined(run("doctor", "--json", environment=variables(user)))["open call"]
    assert finding["verdict"] == "failed" and "does not offer" in finding["message"]
    assert "--create-if-not-offered" in finding["advice"]


@pytest.mark.parametrize(
    "status, body, verdict",
    [
        (401, '{"error_code":"APIG.0301","error_msg":"no"}', "ok"),
        (403, '{"error_code":"APIG.0302","error_msg":"no"}', "ok"),
        (500, "", "skipped"),
        (200, '{"id":"a","status":"RUNNING"}', "warning"),
    ],
)
def test_what_the_service_answers_to_an_invalid_token(
    status: int, body: str, verdict: str, user: User, run: Run
) -> None:
    user.set_faults({"kind": "status", "call": "open", "status": status, "body": body, "times": 0})
    finding = examined(run("doctor", "--json", environment=variables(user)))["open call"]
    assert finding["verdict"] == verdict, finding
    if verdict == "skipped":
        assert "cannot be found out without opening an instance" in finding["message"]


@pytest.mark.parametrize(
    "credential, verdict", [("token", "warning"), ("password", "warning"), ("keys", "failed")]
)
@pytest.mark.parametrize("hours", [1, -1])
def test_a_wrong_clock_is_found(credential: str, verdict: str, hours: int, simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(clock_offset_ms=hours * 3600000)
    found = examined(run("doctor", "--json", environment=variables(user, credential)))
    assert found["clock"]["verdict"] == verdict
    assert f"60 min {'behind' if hours > 0 else 'ahead of'} the service's" in found["clock"]["message"]
    assert found["credential"]["verdict"] == ("failed" if verdict == "failed" else "ok")


@pytest.mark.parametrize(
    "seconds, is_signed, verdict",
    [(0, True, "ok"), (-59, True, "ok"), (61, True, "warning"), (-899, True, "warning"), (901, True, "failed"), (901, False, "warning")],
)
def test_the_bounds_of_the_clock(seconds: float, is_signed: bool, verdict: str) -> None:
    assert clock_finding(seconds, is_signed=is_signed).verdict == verdict


def test_a_service_without_a_date_leaves_the_clock_unchecked(user: User, run: Run) -> None:
    user.set_faults({"kind": "status", "call": "list", "status": 401, "headers": {"Date": "soon"}, "times": 0})
    finding = examined(run("doctor", "--json", environment=variables(user)))["clock"]
    assert finding["verdict"] == "skipped" and "no valid date" in finding["message"]


@pytest.mark.parametrize(
    "status, verdict, part",
    [
        ("RUNNING", "ok", "and runs until 2"),
        ("STOPPED", "ok", '"codelab open" starts it'),
        ("STOPPING", "ok", "waits until it is ready"),
        ("ERROR", "failed", "--replace-failed"),
        ("FROZEN", "failed", "in arrears"),
    ],
)
def test_the_instance_and_its_time_are_shown(
    status: str, verdict: str, part: str, simulator: Simulator, run: Run
) -> None:
    user = simulator.new_user(existing=status, stop_ms=60000)
    finding = examined(run("doctor", "--json", environment=variables(user)))["instance"]
    assert finding["verdict"] == verdict and f"is {status}" in finding["message"]
    assert part in finding["message"] + finding.get("advice", "")


def test_a_lease_that_ends_soon_is_a_warning(simulator: Simulator, run: Run) -> None:
    user = simulator.new_user(step_ms=0, lease_duration_ms=300000)
    assert run("open", user=user).code == 0
    result = run("doctor", environment=variables(user))
    assert result.code == 0 and "warning  instance" in result.out and '"codelab renew"' in result.out


class TestTLS:
    def test_an_unknown_authority_is_found(self, front: str, user: User, run: Run) -> None:
        found = examined(run("doctor", "--json", environment=variables(user, endpoint=front)))
        assert found["TLS"]["verdict"] == "failed" and found["connection"]["verdict"] == "ok"
        assert "authorities: those of the system" in found["TLS"]["message"] and "--ca-file" in found["TLS"]["advice"]
        assert found["clock"]["verdict"] == found["credential"]["verdict"] == "skipped"

    @pytest.mark.parametrize("variable", ["", "SSL_CERT_FILE", "OS_CACERT"])
    def test_a_known_authority_is_named(
        self, variable: str, front: str, authority: Authority, user: User, run: Run
    ) -> None:
        words = [] if variable else ["--ca-file", str(authority.file)]
        more = {variable: str(authority.file)} if variable else {}
        found = examined(run("doctor", "--json", *words, environment={**variables(user, endpoint=front), **more}))
        assert verdicts(found) == ALL_OK
        origin = f"the variable {variable}" if variable else "the option --ca-file"
        assert f"authorities: {authority.file}, from {origin}" in found["TLS"]["message"]


class TestProxy:
    AWAY = "https://service.example"

    @pytest.mark.parametrize(
        "values, environment, url, url_of_proxy, reason",
        [
            ({}, {}, AWAY, None, "none is set"),
            ({}, {"https_proxy": "http://p:1"}, AWAY, "http://p:1", "https_proxy"),
            ({}, {"HTTPS_PROXY": "p:1"}, AWAY, "p:1", "HTTPS_PROXY"),
            ({}, {"http_proxy": "http://p:1"}, AWAY, None, "none is set"),
            ({}, {"all_proxy": "http://p:1"}, AWAY, "http://p:1", "all_proxy"),
            ({"proxy": "http://o:1"}, {"https_proxy": "http://p:1"}, AWAY, "http://o:1", "a profile"),
            ({"proxy": ""}, {"https_proxy": "http://p:1"}, AWAY, None, "none is set"),
            ({}, {"https_proxy": "http://p:1", "no_proxy": ".example"}, AWAY, None, "no_proxy excludes service.example"),
            ({}, {"https_proxy": "http://p:1"}, "https://localhost:1", None, "this machine"),
            ({}, {"http_proxy": "http://p:1"}, "http://127.0.0.2:1", None, "this machine"),
        ],
    )
    def test_the_proxy_and_its_origin_are_found(
        self, values: Dict[str, str], environment: Dict[str, str], url: str, url_of_proxy: str, reason: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        proxy = proxy_of(url, values, {"proxy": "a profile"})
        assert proxy.url == url_of_proxy and reason in proxy.reason

    @pytest.mark.parametrize(
        "host, names, expected",
        [
            ("a.b", "b", True), ("a.b", ".b", True), ("ab", "b", False), ("a.b", "*", True), ("a.b", "c, a.b", True),
            ("10.1.2.3", "10.0.0.0/8", True), ("11.1.2.3", "10.0.0.0/8", False), ("a.b", "10.0.0.0/8", False), ("a.b", "/", False),
        ],
    )
    def test_no_proxy_names_hosts_domains_and_networks(self, host: str, names: str, expected: bool) -> None:
        assert is_excluded(host, names) is expected

    def test_a_proxy_that_cannot_be_reached_is_found_and_its_password_is_hidden(self, user: User, run: Run) -> None:
        proxy = f"http://me:s3cr3t@127.0.0.1:{closed_port()}"
        environment = {**variables(user, endpoint=self.AWAY), "https_proxy": proxy}
        result = run("doctor", "--json", environment=environment)
        found = examined(result)
        assert found["connection"]["verdict"] == "failed" and "s3cr3t" not in result.out
        assert "http://127.0.0.1:" in found["proxy"]["message"] and "https_proxy" in found["proxy"]["message"]


class TestConfiguration:
    @pytest.mark.parametrize(
        "words, extra, expected",
        [
            (["--project-name", "eu-de"], {}, {"project_name": "the option --project-name"}),
            ([], {"CODELAB_PROJECT_ID": "p"}, {"project_id": "the variable CODELAB_PROJECT_ID"}),
            ([], {}, {"token": "profile 'default' in ~/.config/codelab/config.toml"}),
        ],
        ids=["an option", "a variable", "a file"],
    )
    def test_each_value_has_its_origin(
        self, words: List[str], extra: Dict[str, str], expected: Dict[str, str], user: User, tmp_path: Path, run: Run
    ) -> None:
        path = tmp_path / ".config" / "codelab" / "config.toml"
        path.parent.mkdir(parents=True)
        lines = [f'{name} = "{value}"' for name, value in user.options("token").items()]
        path.write_text("\n".join(["[profile.default]", *lines]), encoding="utf-8")
        path.chmod(0o600)
        result = run("doctor", "--json", *words, environment={"HOME": str(tmp_path), **extra})
        values = {each["name"]: each for each in examined(result)["configuration"]["values"]}
        for name, origin in expected.items():
            assert values[name]["from"] == origin
        assert "value" not in values["token"] and values["endpoint"]["value"] == user.endpoint

    def test_a_file_that_others_can_read_is_a_warning(self, user: User, tmp_path: Path, run: Run) -> None:
        path = tmp_path / ".config" / "codelab" / "config.toml"
        path.parent.mkdir(parents=True)
        lines = [f'{name} = "{value}"' for name, value in user.options("token").items()]
        path.write_text("\n".join(["[profile.default]", *lines]), encoding="utf-8")
        path.chmod(0o644)
        result = run("doctor", "--json", environment={"HOME": str(tmp_path)})
        finding = examined(result)["configuration"]
        assert finding["verdict"] == "warning" and "chmod 600" in finding["message"] and result.code == 0


def test_a_terminal_shows_a_line_for_each_check(user: User) -> None:
    with Terminal("doctor", environment=variables(user), columns=140) as terminal:
        assert terminal.wait() == 0
        for check in CHECKS:
            assert any(line.startswith(f"ok       {check}") for line in terminal.lines), terminal.text


def test_the_trace_can_be_shown(user: User) -> None:
    result = run_program("doctor", "--trace", environment=variables(user))
    assert "GET " in result.errors and "/notebooks/open" in result.errors and result.code == 0


def test_the_help_says_how_the_call_is_checked(run: Run) -> None:
    out = run("doctor", "--help").out
    assert "invalid\ntoken" in out and "doctor" in [verb.name for verb in VERBS]
