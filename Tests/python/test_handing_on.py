"""Results that are copied, stored, encoded and logged: in the service's form, and without the token unless asked for."""

from __future__ import annotations

import base64
import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Dict, List
from urllib.parse import quote, quote_plus

import pytest

import codelab
from codelab._cli.values import plain
from codelab.records import Endpoint
from conftest import ROOT

#: With characters that each encoding changes.
TOKEN = "58ba50c6/e8ff+245c\"ü'4840"
RAW = TOKEN.encode()

#: How texts of the service may repeat the token. The second text is a part of the first that only the token decides.
FORMS: Dict[str, "tuple[str, str]"] = {
    "plain": (TOKEN, TOKEN),
    "URL-encoded": (quote(TOKEN, safe=""), quote(TOKEN, safe="")),
    "URL-encoded, with slashes": (quote(TOKEN), quote(TOKEN)),
    "URL-encoded, as a form": (quote_plus(TOKEN), quote_plus(TOKEN)),
    "URL-encoded, in lower case": (quote(TOKEN, safe="").lower(), quote(TOKEN, safe="").lower()),
    "Base64": (base64.b64encode(RAW).decode(), base64.b64encode(RAW).decode()[:20]),
    "Base64 for URLs": (base64.urlsafe_b64encode(RAW).decode(), base64.urlsafe_b64encode(RAW).decode()[:20]),
    "Base64 of a longer text": (
        base64.b64encode(b"x" + RAW + b"yz").decode(), base64.b64encode(b"x" + RAW).decode()[2:20]
    ),
    "Base64 of a text longer by two": (
        base64.b64encode(b"xx" + RAW).decode(), base64.b64encode(b"xx" + RAW).decode()[3:20]
    ),
    "the parameter of an address": (f"https://h.example/lab?a=b&token={quote(TOKEN)}#end", quote(TOKEN)),
}


def holding(text: str) -> codelab.Instance:
    """An instance with the text in each field that the service fills freely."""
    return codelab.decode_instance(json.dumps({
        "id": "an-id", "status": "RUNNING", "token": TOKEN, "url": f"https://h.example/lab?x={text}",
        "name": f"n {text}", "fail_reason": f"because of {text}", "description": text, "billing_items": [text],
        "tags": [{"key": text, "value": text}],
        "endpoints": [{"uri": f"https://h.example/{text}", "key_pair_names": [text]}],
        "action_progress": [{"step": 1, "status": text, "description": text}],
        "image": {"name": text, "tags": [{"key": text}]}, "user": {"domain": {"name": text}},
    }).encode())


def logged(instance: codelab.Instance) -> str:
    stream = io.StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("%s %r %s", instance, instance, [instance])
    return stream.getvalue()


def attributes(instance: codelab.Instance) -> str:
    names = set(codelab.Instance.__match_args__) - {"token", "browser_url"}
    return str({name: getattr(instance, name) for name in names}) + str([each.uri for each in instance.endpoints or ()])


def as_rows(instances: List[codelab.Instance]) -> Any:
    """What pandas.DataFrame(instances) is made from."""
    assert dataclasses.is_dataclass(instances[0])
    return [dataclasses.asdict(each) for each in instances]


WAYS: Dict[str, Callable[[codelab.Instance], str]] = {
    "repr": repr,
    "str": str,
    "format": lambda instance: f"{instance} {instance!r} {[instance]} {({'in': instance})}",
    "pprint": pprint.pformat,
    "a log": logged,
    "HTML": lambda instance: instance._repr_html_() + "an-id",
    "to_dict": lambda instance: str(instance.to_dict()),
    "JSON": lambda instance: json.dumps(instance.to_dict()),
    "JSON beyond ASCII": lambda instance: json.dumps(instance.to_dict(), ensure_ascii=False),
    "asdict": lambda instance: str(dataclasses.asdict(instance)),
    "astuple": lambda instance: str(dataclasses.astuple(instance)),
    "JSON of asdict": lambda instance: json.dumps(dataclasses.asdict(instance), default=str),
    "a DataFrame": lambda instance: str(as_rows([instance])),
    "a copy": lambda instance: repr(copy.copy(instance)) + str(copy.copy(instance).to_dict()),
    "a deep copy": lambda instance: repr(copy.deepcopy([instance])) + str(dataclasses.asdict(copy.deepcopy(instance))),
    "a pickle": lambda instance: pickle.dumps(instance, 0).decode("raw-unicode-escape"),
    "a pickle of the newest protocol": lambda instance: pickle.dumps(instance).decode("utf-8", "replace"),
    "an unpickled one": lambda instance: "".join(
        repr(getattr(pickle.loads(pickle.dumps(instance)), name)) for name in codelab.Instance.__match_args__
    ),
    "__getstate__": lambda instance: str(instance.__getstate__()),
    "all its other attributes": attributes,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", FORMS)
def test_no_way_to_hand_an_instance_on_has_its_token(form: str, way: str) -> None:
    shown = WAYS[way](holding(FORMS[form][0]))
    assert "an-id" in shown
    for name, (_, secret) in FORMS.items():
        for written in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1]):
            assert written not in shown, f"{way} has the token in the form {name}: {shown}"


@pytest.mark.parametrize("form", FORMS)
def test_an_instance_made_by_hand_is_as_safe(form: str) -> None:
    text = FORMS[form][0]
    made = codelab.Instance(id="an-id", token=TOKEN, url=text, endpoints=(Endpoint(uri=text),), fail_reason=f"by {text}")
    for shown in (repr(made), str(dataclasses.asdict(made)), json.dumps(made.to_dict()), str(made.__getstate__())):
        assert FORMS[form][1] not in shown and "an-id" in shown


def test_an_instance_has_no_dict_of_attributes() -> None:
    with pytest.raises(TypeError):
        vars(holding("text"))


def test_the_live_object_keeps_its_secrets() -> None:
    instance = holding(TOKEN)
    assert instance.token == TOKEN and type(instance.token) is str
    assert instance.browser_url and quote(TOKEN, safe="") in instance.browser_url
    assert copy.copy(instance) is instance and copy.deepcopy(instance) is instance
    assert [each.name for each in dataclasses.fields(instance)].count("token") == 0


def test_secrets_that_are_asked_for_are_those_of_the_service() -> None:
    text = f"https://h.example/?token={TOKEN}"
    found = holding(text).to_dict(secrets=True)
    assert found["token"] == TOKEN and found["url"] == f"https://h.example/lab?x={text}"
    assert found["endpoints"][0]["uri"] == f"https://h.example/{text}" and found["image"]["tags"] == [{"key": text}]
    assert found["action_progress"][0]["status"] == text


@pytest.mark.parametrize("secrets", [False, True])
def test_the_command_prints_secrets_only_if_they_are_asked_for(secrets: bool) -> None:
    instance = holding(TOKEN)
    printed = plain(instance, secrets=secrets)
    assert (printed["url"] == f"https://h.example/lab?x={TOKEN}") == secrets
    assert (printed.get("token") == TOKEN) == secrets and ("browser_url" in printed) == secrets


#: A body, and to_dict() of it.
CASES: Dict[str, "tuple[str, str]"] = {
    "a text": ('{"name": "n"}', '{"name": "n"}'),
    "texts that are absent, null or empty": ('{"name": null, "flavor": ""}', '{"flavor": ""}'),
    "a text beyond ASCII": ('{"name": "\\"ü😀\\" <&>"}', '{"name": "\\"ü😀\\" <&>"}'),
    "a known word": ('{"status": "RUNNING", "feature": "DEFAULT"}', '{"status": "RUNNING", "feature": "DEFAULT"}'),
    "a word in the service's spelling": ('{"feature": "default"}', '{"feature": "default"}'),
    "a word of a later service": ('{"status": "DREAMING"}', '{"status": "DREAMING"}'),
    "times": ('{"create_at": 1638841805440, "update_at": 0}', '{"create_at": 1638841805440, "update_at": 0}'),
    "a time beyond Python's range": ('{"create_at": 9223372036854775807}', '{"create_at": 9223372036854775807}'),
    "a duration": ('{"lease": {"duration": 1500}}', '{"lease": {"duration": 1500}}'),
    "an unlimited lease": ('{"lease": {"duration": -1}}', '{"lease": {"duration": -1}}'),
    "booleans": ('{"is_need_credentials": false}', '{"is_need_credentials": false}'),
    "a number that is 0": ('{"image": {"size": 0}}', '{"image": {"size": 0}}'),
    "a fraction": ('{"custom_spec": {"gpu": 0.5}}', '{"custom_spec": {"gpu": 0.5}}'),
    "lists that are empty and absent": ('{"tags": [], "billing_items": null}', '{"tags": []}'),
    "a list of texts": ('{"billing_items": ["ALL"]}', '{"billing_items": ["ALL"]}'),
    "a list of objects": ('{"tags": [{"key": "k"}, {}]}', '{"tags": [{"key": "k"}, {}]}'),
    "an empty object": ('{"pool": {}}', '{"pool": {}}'),
    "an older key": ('{"lease": {"create_time": 5}}', '{"lease": {"create_at": 5}}'),
    "a key that Python or C reserves": ('{"image": {"namespace": "n"}}', '{"image": {"namespace": "n"}}'),
    "a value of a wrong type": ('{"lease": {"duration": "long"}}', '{"lease": {}}'),
    "what the library works out": ('{"status": "RUNNING", "url": "u"}', '{"status": "RUNNING", "url": "u"}'),
    "a token": ('{"token": "a-token"}', "{}"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_dict_has_the_keys_and_words_of_the_service(case: str) -> None:
    body, expected = CASES[case]
    assert codelab.decode_instance(body.encode()).to_dict() == json.loads(expected)


@pytest.mark.parametrize("name", ["every-field.json", "documented-example.json"])
def test_an_instance_is_restored_from_its_dict(name: str) -> None:
    instance = codelab.decode_instance((ROOT / "Tests" / "scenarios" / "bodies" / name).read_bytes())
    again = codelab.decode_instance(json.dumps(instance.to_dict(secrets=True)).encode())
    assert again == instance and again.to_dict(secrets=True) == instance.to_dict(secrets=True)
    without = codelab.decode_instance(json.dumps(instance.to_dict()).encode())
    unpickled = pickle.loads(pickle.dumps(instance))
    assert without.to_dict() == unpickled.to_dict() == instance.to_dict() and without.token is unpickled.token is None


def test_a_dict_of_a_record_made_by_hand() -> None:
    start = datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc)
    lease = codelab.Lease(enable=True, type=codelab.LeaseType.IDLE, create_at=start, duration=timedelta(hours=1))
    assert lease.to_dict() == {"enable": True, "type": "IDLE", "create_at": 1000, "duration": 3600000}
    assert codelab.Flavor(memory_kib=8, sold_out=False).to_dict() == {"memory": 8, "sold_out": False}
    assert codelab.FlavorGpu(gpu=2, gpu_amount=2.0).to_dict() == {"gpu": 2}
    assert codelab.FlavorGpu(gpu_amount=0.5).to_dict() == {"gpu": 0.5}
