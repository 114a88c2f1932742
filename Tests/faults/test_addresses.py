"""Addresses as people paste them, and addresses of another host than the service."""

from __future__ import annotations

import codelab
import pytest
from server import INSTANCE, response

LOGIN = {"user_name": "user", "password": "password", "domain_name": "domain"}
ID = INSTANCE["id"]


def token(catalog=None):
    project = {"id": "project-of-token", "name": "eu-de"}
    body = {"token": {"expires_at": "2099-01-01T00:00:00.000000Z", "project": project, "catalog": catalog or []}}
    return response(201, body, {"X-Subject-Token": "T" * 100})


def answer(request, connection):
    """IAM and the service at one address; every other path is unknown."""
    path = request.path.split("?")[0]
    if path == "/v3/auth/tokens":
        return token()
    if path == "/v3/projects":
        return response(200, {"projects": [{"id": "project-by-name", "name": "eu-de"}]})
    if path.startswith("/v1/") and path.count("/") >= 3 and "/v1/" not in path[1:]:
        return response(200, INSTANCE)
    return response(404, {"error_code": "APIG.0101", "error_msg": "The API does not exist"})


def new_client(server, **options):
    defaults = {"token": "TOKEN-0123456789", "retry_delay": 0.001, "retry_delay_max": 0.005}
    return codelab.Client(**{**defaults, **options})


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/", "/v1/p1", "/v1/p1/", "/v1/p1/notebooks", "/v2/p1",
                                    "/v1/p1/notebooks/open"])
def test_an_endpoint_may_end_in_its_version_and_project(serve, suffix):
    server = serve(answer)
    with new_client(server, endpoint=server.url + suffix, project_id="p1") as client:
        assert client.open().id == ID
    assert [each.path for each in server.log] == ["/v1/p1/notebooks/open"]


@pytest.mark.parametrize("others", [{}, {"project_name": "ignored-name"}, {"region": "eu-de"}])
def test_the_project_of_the_endpoint_is_used_if_no_id_is_given(serve, others):
    server = serve(answer)
    with new_client(server, endpoint=server.url + "/v1/p1", iam_endpoint=server.url, **others) as client:
        assert client.show(ID).id == ID
    assert [each.path for each in server.log] == [f"/v1/p1/notebooks/{ID}"]


def test_an_endpoint_of_another_project_is_refused_with_the_names_of_both_settings(serve, monkeypatch):
    with pytest.raises(codelab.ArgumentError, match="endpoint: names another project than project_id"):
        codelab.Client("https://host.example/v1/p2", token="t", project_id="p1")
    monkeypatch.setenv("CODELAB_TOKEN", "t")
    monkeypatch.setenv("CODELAB_PROJECT_ID", "p1")
    monkeypatch.setenv("CODELAB_ENDPOINT", "https://host.example/v1/p2")
    with pytest.raises(codelab.ArgumentError, match="CODELAB_ENDPOINT: names another project than project_id"):
        codelab.Client()


@pytest.mark.parametrize("suffix", ["", "/", "/v3", "/v3/", "/v3/auth/tokens", "/v3/auth/tokens/"])
@pytest.mark.parametrize("variable", [None, "CODELAB_IAM_ENDPOINT", "OS_AUTH_URL"])
def test_an_iam_endpoint_may_end_in_its_version_and_call(serve, monkeypatch, suffix, variable):
    server = serve(answer)
    place = {"endpoint": server.url, "project_id": "p1"}
    if variable is None:
        client = codelab.Client(**place, **LOGIN, iam_endpoint=server.url + suffix)
    else:
        family = "OS_{}" if variable == "OS_AUTH_URL" else "CODELAB_{}"
        for name, value in zip(("USERNAME" if "OS" in family else "USER_NAME", "PASSWORD",
                                "USER_DOMAIN_NAME" if "OS" in family else "DOMAIN_NAME"), LOGIN.values()):
            monkeypatch.setenv(family.format(name), value)
        monkeypatch.setenv(variable, server.url + suffix)
        client = codelab.Client(**place)
    with client:
        assert client.open().id == ID
    assert [each.path for each in server.log] == ["/v3/auth/tokens?nocatalog=true", "/v1/p1/notebooks/open"]


@pytest.mark.parametrize("suffix", ["/v3", "/v3/auth/tokens"])
def test_a_project_is_looked_up_at_a_pasted_iam_endpoint(serve, suffix):
    server = serve(answer)
    with new_client(server, endpoint=server.url + "/v1", project_name="eu-de",
                    iam_endpoint=server.url + suffix) as client:
        assert client.open().id == ID
    assert [each.path for each in server.log] == ["/v3/projects?name=eu-de", "/v1/project-by-name/notebooks/open"]


CALLS = {
    "show": lambda client: client.show(ID),
    "start": lambda client: client.start(ID),
    "stop": lambda client: client.stop(ID),
    "delete": lambda client: client.delete(ID),
    "update": lambda client: client.update(ID, name="n"),
    "lease": lambda client: client.show_lease(ID),
    "renew": lambda client: client.renew_lease(ID),
    "instances": lambda client: list(client.instances()),
    "flavors": lambda client: list(client.flavors()),
    "images": lambda client: list(client.images()),
    "watch": lambda client: list(client.watch(ID)),
    "watch until deleted": lambda client: list(client.watch(ID, until=codelab.Until.DELETED)),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("code", ["APIG.0101", "APIGW.0101"])
def test_no_such_route_means_a_wrong_endpoint_for_every_call_but_open(serve, connect, name, code):
    server = serve(lambda request, connection: response(404, {"error_code": code, "error_msg": "no such API"}))
    with pytest.raises(codelab.NotFoundError, match="host of endpoint does not know this path") as raised:
        CALLS[name](connect(server))
    assert raised.value.service_code == code
    assert len(server.log) == 1


@pytest.mark.parametrize("code", ["APIG.0101", "APIGW.0101"])
def test_no_such_route_means_not_offered_for_open(serve, connect, code):
    server = serve(lambda request, connection: response(404, {"error_code": code, "error_msg": "no such API"}))
    with pytest.raises(codelab.NotOfferedError):
        connect(server).open()


def test_a_wrong_iam_endpoint_is_named(serve, connect):
    server = serve(lambda request, connection: response(404, {"error_code": "APIGW.0101", "error_msg": "no such API"}))
    with pytest.raises(codelab.NotFoundError, match="host of iam_endpoint does not know this path"):
        connect(server, iam_endpoint=server.url, **LOGIN).open()


def test_a_delete_whose_answer_was_lost_does_not_succeed_because_of_a_wrong_route(serve, connect):
    def handler(request, connection):
        if len(server.log) == 1:
            return response(504, {})
        return response(404, {"error_code": "APIG.0101", "error_msg": "no such API"})

    server = serve(handler)
    with pytest.raises(codelab.NotFoundError, match="does not know this path"):
        connect(server).delete(ID)


def test_an_unknown_region_is_repeated_with_all_known_ones():
    with pytest.raises(codelab.ArgumentError) as raised:
        codelab.Client(token="t", region="eu-dee")
    message = str(raised.value)
    assert "region: unknown region 'eu-dee'; known regions: eu-de, eu-nl, " in message
    assert message.rstrip().endswith("sa-brazil-1, or set endpoint")


def test_the_longest_unknown_region_leaves_room_for_the_known_ones(monkeypatch):
    monkeypatch.setenv("OS_TOKEN", "t")
    monkeypatch.setenv("OS_REGION_NAME", "x" * 64)
    monkeypatch.setenv("CODELAB_ENDPOINT", "https://host.example")
    with pytest.raises(codelab.ArgumentError) as raised:
        codelab.Client()
    assert "sa-brazil-1, or set OS_AUTH_URL" in str(raised.value)


def places(*regions):
    return [{"type": "modelarts", "endpoints": [
        {"interface": "public", "region": each, "url": f"https://{each}.example/v1/p"} for each in regions]}]


@pytest.mark.parametrize("catalog, message", [
    (places("eu-nl", "eu-ch2"), "IAM's catalog lists ModelArts in several other regions, but not in this one"),
    ([], "IAM's catalog has no endpoint of ModelArts"),
])
def test_a_catalog_that_does_not_answer_where_the_service_is_says_why(serve, catalog, message):
    server = serve(lambda request, connection: token(catalog))
    with codelab.Client(iam_endpoint=server.url, region="xx-1", **LOGIN) as client:
        with pytest.raises(codelab.ArgumentError, match=message) as raised:
            client.open()
    assert "set endpoint or region" in str(raised.value)
    assert len(server.log) == 1
