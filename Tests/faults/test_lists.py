"""A list is read to its end, or fails: it is never cut short without an error."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional
from urllib.parse import parse_qs, urlsplit

import pytest
from server import Request, response

import codelab

Page = Dict[str, Any]
#: The page for an offset and a limit, and how many pages the server has answered before.
Paging = Callable[[int, int, int], Page]

BILLED = {"feature": codelab.Feature.NOTEBOOK}


def elements(start: int, end: int) -> List[Dict[str, Any]]:
    return [{"id": f"i{number}", "status": "STOPPED", "name": f"n{number}"} for number in range(max(0, start), end)]


def handler(paging: Paging) -> Callable[[Request, object], bytes]:
    answered: List[Request] = []

    def answer(request: Request, connection: object) -> bytes:
        query = parse_qs(urlsplit(request.path).query)
        page = paging(int(query["offset"][0]), int(query["limit"][0]), len(answered))
        answered.append(request)
        return response(200, page)

    return answer


def cut(all: List[Dict[str, Any]], *, cap: int = 1000, has_total: bool = True) -> Paging:
    """Of a service that gives `cap` elements at once, whatever the limit."""

    def page(offset: int, limit: int, number: int) -> Page:
        page: Page = {"data": all[offset : offset + min(cap, limit)]}
        if has_total:
            page["total"] = len(all)
        return page

    return page


def read(client: codelab.Client, kind: str, **options: Any) -> List[Optional[str]]:
    return [each.id for each in getattr(client, kind)(**options)]


@pytest.mark.parametrize("kind", ["instances", "images", "flavors"])
@pytest.mark.parametrize(
    "cap, has_total, requests",
    [(1000, True, 1), (10, True, 4), (7, True, 5), (35, True, 1), (1, True, 35), (10, False, 5), (7, False, 6)],
)
def test_a_service_with_a_smaller_limit_is_asked_until_the_end(serve, connect, kind, cap, has_total, requests):
    server = serve(handler(cut(elements(0, 35), cap=cap, has_total=has_total)))
    assert read(connect(server), kind) == [f"i{number}" for number in range(35)]
    assert len(server.log) == requests


def test_the_list_of_flavors_to_switch_to_is_read_to_its_end_as_well(serve, connect):
    server = serve(handler(cut(elements(0, 35), cap=10)))
    assert len(list(connect(server).switchable_flavors("an-instance"))) == 35


@pytest.mark.parametrize("total", [0, -1, 3, None, "absent"])
def test_an_invalid_total_does_not_end_a_list(serve, connect, total):
    def page(offset: int, limit: int, number: int) -> Page:
        page = cut(elements(0, 35), cap=10)(offset, limit, number)
        page["total"] = total if page["data"] else 35
        if total == "absent":
            del page["total"]
        return page

    assert len(read(connect(serve(handler(page))), "instances")) == 35


def ignores_offset(offset: int, limit: int, number: int) -> Page:
    return {"data": elements(0, 10), "total": 35}


def ignores_offset_and_has_no_total(offset: int, limit: int, number: int) -> Page:
    return {"data": elements(0, 10)}


def ignores_offset_and_order(offset: int, limit: int, number: int) -> Page:
    data = elements(0, 10)
    return {"data": data[number:] + data[:number], "total": 35}


def takes_offset_for_a_page(offset: int, limit: int, number: int) -> Page:
    return {"data": elements(offset * 10, min(offset * 10 + 10, 35)), "total": 35}


def takes_offset_for_a_page_and_gives_the_last_one(offset: int, limit: int, number: int) -> Page:
    first = min(offset, 3) * 10
    return {"data": elements(first, min(first + 10, 35)), "total": 35}


def rounds_the_offset_down(offset: int, limit: int, number: int) -> Page:
    first = offset // limit * limit
    return {"data": elements(first, first + 10), "total": 100}


def goes_round_in_pages(offset: int, limit: int, number: int) -> Page:
    first = number % 3 * 10
    return {"data": elements(first, first + 10)}


def goes_round_late(offset: int, limit: int, number: int) -> Page:
    first = (number if number < 9 else 9 + number % 5) * 10
    return {"data": elements(first, first + 10)}


def counts_more_than_there_are(offset: int, limit: int, number: int) -> Page:
    return {"data": elements(0, 30)[offset : offset + 10], "total": 31}


def counts_once(offset: int, limit: int, number: int) -> Page:
    page = counts_more_than_there_are(offset, limit, number)
    return page if number == 0 else {"data": page["data"]}


def is_empty_but_counts(offset: int, limit: int, number: int) -> Page:
    return {"data": [], "total": 5}


REPEATS, ENDS_EARLY = "repeats an earlier one", "the list ends after"


@pytest.mark.parametrize("kind, page_size", [("instances", 0), ("images", 0), ("flavors", 0), ("images", 50)])
@pytest.mark.parametrize(
    "paging, reason",
    [
        (ignores_offset, REPEATS),
        (ignores_offset_and_has_no_total, REPEATS),
        (ignores_offset_and_order, REPEATS),
        (takes_offset_for_a_page, ENDS_EARLY),
        (takes_offset_for_a_page_and_gives_the_last_one, REPEATS),
        (rounds_the_offset_down, REPEATS),
        (goes_round_in_pages, REPEATS),
        (goes_round_late, REPEATS),
        (counts_more_than_there_are, ENDS_EARLY),
        (counts_once, ENDS_EARLY),
        (is_empty_but_counts, ENDS_EARLY),
    ],
)
def test_a_list_that_cannot_be_read_to_its_end_is_an_error(serve, connect, paging, reason, kind, page_size):
    server = serve(handler(paging))
    with pytest.raises(codelab.ProtocolError, match=reason) as raised:
        read(connect(server), kind, **({"page_size": page_size} if page_size else {}))
    assert raised.value.http_status == 200 and not raised.value.retryable and raised.value.attempts == 1
    assert len(server.log) < 40


def test_a_failed_list_returns_the_same_error_again(serve, connect):
    pager = connect(serve(handler(ignores_offset))).instances()
    assert len([next(pager) for _ in range(10)]) == 10
    for _ in range(3):
        with pytest.raises(codelab.ProtocolError, match="offset 10"):
            next(pager)


def at_each_page(*lists: List[Dict[str, Any]]) -> Paging:
    """Of a list that is another one for each page, in pages of ten."""

    def page(offset: int, limit: int, number: int) -> Page:
        now = lists[min(number, len(lists) - 1)]
        return {"data": now[offset : offset + 10], "total": len(now)}

    return page


NEW = [{"id": "new", "status": "CREATING"}]
NEWER = [{"id": "newer", "status": "CREATING"}]


@pytest.mark.parametrize(
    "paging, ids",
    [
        # An element comes in at the front: the last one of the first page is on the second page, too.
        (at_each_page(elements(0, 25), NEW + elements(0, 25)), [*range(10), *range(9, 25)]),
        # So many elements come in that the second page is the first one again.
        (at_each_page(elements(0, 12), elements(-10, 0) + [*NEW * 10] + elements(0, 12)), [*range(10), *range(12)]),
        # The last page has only what moved there.
        (at_each_page(elements(0, 11), NEW + NEWER + elements(0, 10)), [*range(10), 8, 9]),
        # An element of the first page goes: one that was on the second page moves to the first.
        (at_each_page(elements(0, 25), elements(1, 25)), [*range(10), *range(11, 25)]),
        # All that is left to read goes: the total says so.
        (at_each_page(elements(0, 25), elements(0, 10)), [*range(10)]),
        (at_each_page(elements(0, 25), elements(0, 3)), [*range(10)]),
        # The list grows at its end, page by page.
        (at_each_page(elements(0, 11), elements(0, 21), elements(0, 31)), [*range(31)]),
    ],
)
def test_a_list_that_changes_during_the_calls_is_not_an_error(serve, connect, paging, ids):
    assert read(connect(serve(handler(paging))), "instances", **BILLED) == [f"i{number}" for number in ids]


def test_a_service_that_ignores_the_offset_is_detected_while_the_list_changes(serve, connect):
    def page(offset: int, limit: int, number: int) -> Page:
        return {"data": elements(0, 10), "total": 15 if number == 0 else 16}

    with pytest.raises(codelab.ProtocolError, match=REPEATS):
        read(connect(serve(handler(page))), "instances")


def test_a_list_of_many_pages(serve, connect):
    pages = 400
    server = serve(handler(cut(elements(0, pages * 5), cap=5)))
    assert len(read(connect(server), "flavors")) == pages * 5
    assert len(server.log) == pages


@pytest.mark.parametrize(
    "page",
    [
        {"data": elements(0, 1), "total": 2},
        {"data": elements(0, 2), "total": 2},
        {"data": [{**elements(0, 1)[0], "feature": "NOTEBOOK"}], "total": 1},
    ],
    ids=["a page of one of two", "two", "one that is billed"],
)
def test_open_returns_no_instance_that_may_be_another_one(serve, connect, page):
    def answer(request: Request, connection: object) -> bytes:
        if request.method == "POST":
            return response(400, {"error_code": "ModelArts.6301", "error_msg": "there is one"})
        return response(200, page if "?" in request.path else elements(0, 1)[0])

    with pytest.raises(codelab.ConflictError):
        connect(serve(answer)).open()
