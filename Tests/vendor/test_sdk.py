"""What the vendor's typed SDK, with its own signer, makes of the simulator: no error, and its models filled."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from conftest import Vendor
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkmodelarts.v1 import ModelArtsClient
from huaweicloudsdkmodelarts.v1.model import (
    CreateNotebookRequest,
    DeleteNotebookRequest,
    LeaseReq,
    ListFlavorsRequest,
    ListImageRequest,
    ListNotebooksRequest,
    NotebookCreateRequest,
    NotebookUpdateRequest,
    RenewLeaseRequest,
    ShowImageRequest,
    ShowLeaseRequest,
    ShowNotebookRequest,
    ShowSwitchableFlavorsRequest,
    StartNotebookRequest,
    StopNotebookRequest,
    UpdateNotebookRequest,
    VolumeMountRequest,
)
from simulator import User

HOUR_MS = 3_600_000
STANDARD_IMAGE = "e1a07296-22a8-4f05-8bc8-e936c8e54090"
NewUser = Callable[..., User]


def free_instance(vendor: Vendor) -> Any:
    """The one that creating with feature DEFAULT makes."""
    body = NotebookCreateRequest(
        name="codelab",
        feature="DEFAULT",
        flavor="modelarts.vm.cpu.free",
        image_id=STANDARD_IMAGE,
        volume=VolumeMountRequest(category="EFS", ownership="MANAGED"),
    )
    return vendor.client.create_notebook(CreateNotebookRequest(body=body))


def test_a_whole_life(new_user: NewUser) -> None:
    user = new_user(delete_ms=0)
    vendor = Vendor(user)
    client = vendor.client
    made = free_instance(vendor)
    assert made.feature == "DEFAULT" and made.status_code == 201

    running = vendor.wait_for(made.id, "RUNNING")
    assert running.url and running.token and running.image.id == STANDARD_IMAGE
    assert [step.step for step in running.action_progress] == [1, 2, 3, 4]
    assert {step.status for step in running.action_progress} == {"COMPLETED"}
    assert running.user.id == user.made["user_id"] and running.volume.mount_path == "/home/ma-user/work/"
    assert [each.service for each in running.endpoints] == ["NOTEBOOK", "SSH"]

    lease = client.show_lease(ShowLeaseRequest(id=made.id))
    assert lease.enable and lease.type == "TIMING"
    renewed = client.renew_lease(RenewLeaseRequest(id=made.id, body=LeaseReq(duration=2 * HOUR_MS, type="TIMING")))
    assert renewed.create_at == lease.create_at
    assert renewed.duration - (renewed.update_at - renewed.create_at) == 2 * HOUR_MS

    assert client.stop_notebook(StopNotebookRequest(id=made.id)).status == "STOPPING"
    vendor.wait_for(made.id, "STOPPED")
    flavors = client.show_switchable_flavors(ShowSwitchableFlavorsRequest(id=made.id))
    assert [each.id for each in flavors.flavors] == ["modelarts.vm.gpu.free"]
    assert flavors.flavors[0].gpu.gpu == 1 and flavors.flavors[0].billing.unit_num == 1

    changes = NotebookUpdateRequest(name="codelab-gpu", description="on a GPU", flavor=flavors.flavors[0].id)
    changed = client.update_notebook(UpdateNotebookRequest(id=made.id, body=changes))
    assert (changed.name, changed.description, changed.flavor) == ("codelab-gpu", "on a GPU", flavors.flavors[0].id)
    assert changed.id is None and changed.status is None

    started = client.start_notebook(StartNotebookRequest(id=made.id, duration=HOUR_MS, type="timing"))
    assert started.status == "STARTING" and started.token != running.token
    again = vendor.wait_for(made.id, "RUNNING")
    assert (again.flavor, again.description, again.token) == (changed.flavor, "on a GPU", started.token)

    client.stop_notebook(StopNotebookRequest(id=made.id))
    vendor.wait_for(made.id, "STOPPED")
    assert client.delete_notebook(DeleteNotebookRequest(id=made.id)).status == "DELETING"
    with pytest.raises(ClientRequestException) as gone:
        vendor.show(made.id)
    assert (gone.value.status_code, gone.value.error_code) == (400, "ModelArts.6309")
    assert {each["credential"] for each in user.requests()} == {"access"}


def test_lists(new_user: NewUser) -> None:
    vendor = Vendor(new_user(extra_notebooks=25, extra_images=3))
    made = free_instance(vendor)
    ids = []
    while True:
        request = ListNotebooksRequest(feature="NOTEBOOK", limit=20, offset=len(ids), sort_dir="DESC")
        page = vendor.client.list_notebooks(request)
        ids += [each.id for each in page.data]
        if len(ids) >= page.total:
            break
    assert len(ids) == len(set(ids)) == 25 and page.pages == 2
    free = vendor.client.list_notebooks(ListNotebooksRequest(feature="DEFAULT"))
    assert [each.id for each in free.data] == [made.id]
    named = vendor.client.list_notebooks(ListNotebooksRequest(name="extra-25", status="STOPPED"))
    assert [each.name for each in named.data] == ["extra-25"]


def test_images(new_user: NewUser) -> None:
    client = Vendor(new_user(extra_images=3)).client
    page = client.list_image(ListImageRequest(type="BUILD_IN", limit=2, offset=1))
    assert (page.total, page.size, len(page.data)) == (3, 2, 2)
    own = client.list_image(ListImageRequest(name="team", name_fuzzy_match=True, namespace="workshop"))
    assert [each.name for each in own.data] == ["team-notebook"]
    image = client.show_image(ShowImageRequest(id=STANDARD_IMAGE))
    assert (image.id, image.type, image.status, image.arch) == (STANDARD_IMAGE, "BUILD_IN", "ACTIVE", "X86_64")
    assert image.size > 2**32 and "NOTEBOOK" in image.dev_services


def test_flavors(new_user: NewUser) -> None:
    client = Vendor(new_user(sold_out=["modelarts.vm.cpu.2u"])).client
    page = client.list_flavors(ListFlavorsRequest(category="CPU"))
    assert page.total == len(page.data) == 4 and page.flavors is None
    assert [each.id for each in page.data if each.sold_out] == ["modelarts.vm.cpu.2u"]
    assert [each.id for each in page.data if each.free] == ["modelarts.vm.cpu.free", "modelarts.vm.arm.cpu.free"]
    assert client.list_flavors(ListFlavorsRequest(category="ASCEND")).data[0].ascend.npu == 2


def test_a_wrong_secret_key_is_refused(new_user: NewUser) -> None:
    user = new_user()
    with pytest.raises(ClientRequestException) as refused:
        Vendor(user, secret_key="wrong").client.list_notebooks(ListNotebooksRequest())
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIG.0301")
    assert "verify aksk signature fail, canonicalRequest:GET|/v1/" in refused.value.error_msg
    assert refused.value.request_id
    assert Vendor(user).client.list_notebooks(ListNotebooksRequest()).total == 0


@pytest.mark.parametrize("name", ["a b", "a+b", "a%20b", "a/b?c=d&e", "\u00e4\u4e00", "~-_.!*'()", "=", "%"])
def test_unusual_characters_are_signed_equally(new_user: NewUser, name: str) -> None:
    user = new_user()
    assert Vendor(user).client.list_image(ListImageRequest(name=name)).total == 0
    assert [each["status"] for each in user.requests()] == [200]


@pytest.mark.parametrize("offset_ms", [-1_000_000, 1_000_000])
def test_clock_skew_is_reported(new_user: NewUser, offset_ms: int) -> None:
    with pytest.raises(ClientRequestException) as refused:
        Vendor(new_user(clock_offset_ms=offset_ms)).client.list_notebooks(ListNotebooksRequest())
    assert "signature expired, signature time:" in refused.value.error_msg


def test_consecutive_wrong_signatures_lock_a_key(new_user: NewUser) -> None:
    user = new_user(lock_after=2, lock_ms=86_400_000)
    for _ in range(2):
        with pytest.raises(ClientRequestException):
            Vendor(user, secret_key="wrong").client.list_notebooks(ListNotebooksRequest())
    with pytest.raises(ClientRequestException) as refused:
        Vendor(user).client.list_notebooks(ListNotebooksRequest())
    assert "AK access failed to reach the limit,forbidden" in refused.value.error_msg


def test_temporary_keys_need_their_token(new_user: NewUser) -> None:
    user = new_user(security_token=True)
    assert Vendor(user).client.list_notebooks(ListNotebooksRequest()).total == 0
    with pytest.raises(ClientRequestException) as refused:
        Vendor(user, with_security_token=False).client.list_notebooks(ListNotebooksRequest())
    assert "Get secretKey failed" in refused.value.error_msg


def test_the_project_is_found_by_its_region(new_user: NewUser) -> None:
    user = new_user(project_name="cn-north-4")
    keys = BasicCredentials(user.made["access_key"], user.made["secret_key"]).with_iam_endpoint(user.endpoint)
    client = (
        ModelArtsClient.new_builder()
        .with_credentials(keys)
        .with_region(Region("cn-north-4", user.endpoint))
        .build()
    )
    assert client.show_notebook(ShowNotebookRequest(id=free_instance(Vendor(user)).id)).status == "RUNNING"
    assert [each["call"] for each in user.requests()] == ["iam_projects", "create", "show"]
