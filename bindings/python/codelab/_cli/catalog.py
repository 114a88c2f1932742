"""The verbs that list what an instance can be opened with and run on: images, flavors."""

from __future__ import annotations

import argparse
from typing import Optional, Tuple

import codelab

from . import options
from .failures import DONE
from .session import Session
from .tables import say_table
from .values import say_values

IMAGE_COLUMNS = ("ID", "NAME", "FOR")
FLAVOR_COLUMNS = ("ID", "FOR", "CPUS", "MEMORY", "GPU, NPU", "PRICE", "NOW")

IMAGE_TYPES = {"build-in": codelab.ImageType.BUILD_IN, "dedicated": codelab.ImageType.DEDICATED}
CATEGORIES = {
    "cpu": codelab.FlavorCategory.CPU,
    "gpu": codelab.FlavorCategory.GPU,
    "ascend": codelab.FlavorCategory.ASCEND,
}

KIB_PER_GIB = 1024 * 1024


def add_images(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--type", choices=list(IMAGE_TYPES), help="images of the service (build-in) or of its users")
    parser.add_argument("--name", help="part of the name")
    parser.add_argument("--namespace", help="SWR organisation")
    options.add_timeout(parser)


def run_images(session: Session) -> int:
    given = session.arguments
    type = IMAGE_TYPES[given.type] if given.type else None
    images = session.client.images(
        type=type, name=given.name, namespace=given.namespace, cancel=session.cancel
    )
    if session.wants_json:
        say_values(images)
    else:
        say_table(IMAGE_COLUMNS, map(image_row, images), color=session.is_colored)
    return DONE


def image_row(image: codelab.Image) -> Tuple[str, ...]:
    uses = image.support_res_categories or image.resource_categories or ()
    return image.id or "", image.name or "", ", ".join(uses)


def add_flavors(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    parser.add_argument(
        "--switchable", action="store_true", help="only those that INSTANCE can be switched to; implied by INSTANCE"
    )
    parser.add_argument("--category", choices=list(CATEGORIES), help="kind of processor")
    parser.add_argument("--type", choices=["managed", "dedicated"], help="kind of resource pool")
    options.add_timeout(parser)


def run_flavors(session: Session) -> int:
    given = session.arguments
    if given.switchable or given.instance is not None:
        flavors = session.client.switchable_flavors(session.instance_id(), cancel=session.cancel)
    else:
        flavors = session.client.flavors(
            category=CATEGORIES[given.category] if given.category else None,
            type=given.type.upper() if given.type else None,
            cancel=session.cancel,
        )
    if session.wants_json:
        say_values(flavors)
    else:
        say_table(FLAVOR_COLUMNS, map(flavor_row, flavors), color=session.is_colored)
    return DONE


def flavor_row(flavor: codelab.Flavor) -> Tuple[str, ...]:
    return (
        flavor.id or "",
        flavor.category_text or "",
        "" if flavor.vcpus is None else str(flavor.vcpus),
        "" if flavor.memory_kib is None else f"{flavor.memory_kib / KIB_PER_GIB:g} GiB",
        accelerators(flavor),
        {True: "free", False: "billed", None: ""}[flavor.free],
        {True: "sold out", False: "available", None: ""}[flavor.sold_out],
    )


def accelerators(flavor: codelab.Flavor) -> str:
    """Returns the number and kind of GPUs or NPUs: "1 x V100"."""
    number: Optional[int] = None
    kind: Optional[str] = None
    if flavor.gpu:
        number, kind = flavor.gpu.gpu, flavor.gpu.type
    elif flavor.ascend:
        number, kind = flavor.ascend.npu, flavor.ascend.type
    return " x ".join(part for part in (number and str(number), kind) if part)
