"""Docstrings of Python classes where the header has no comment, or one that is about C."""

#: Of records and enums.
SUMMARIES = {
    "codelab_instance": """The state of a notebook at one moment. Immutable.

What the service left out is None. token and browser_url are secrets. repr(), to_dict(), dataclasses.asdict() and pickle
leave them out, and [hidden] replaces the token where another field repeats it.""",
    "codelab_tag": "A label that the user has put on an instance or an image.",
    "codelab_image": "The software that the instance runs.",
    "codelab_volume": "The disk under the instance's home directory.",
    "codelab_data_volume": "A bucket or file system that is mounted in addition.",
    "codelab_domain": "The account that a user belongs to.",
    "codelab_user": "The owner of the instance.",
    "codelab_affinity_rule": "The nodes that one rule requires, and its weight.",
    "codelab_affinity": "The nodes that the instance should run on.",
    "codelab_run_user": "The account that the processes in the instance run as.",
    "codelab_user_vpc": "The user's own network that the instance is joined to.",
    "codelab_status": "Result of a call. Codes are never renumbered; newer libraries may have more.",
    "codelab_instance_status": "State of an instance.",
    "codelab_feature": "Kind of a notebook.",
    "codelab_step_status": "State of one step of the start.",
    "codelab_image_type": "Who made an image.",
    "codelab_image_status": "State of an image.",
    "codelab_arch": "The processor that an image is for.",
    "codelab_lease_type": "What the countdown of a lease counts.",
    "codelab_volume_category": "The service that a volume comes from.",
    "codelab_volume_ownership": "Who manages a volume.",
    "codelab_volume_status": "State of a volume.",
    "codelab_mount_type": "How a volume was mounted.",
    "codelab_mount_status": "State of the mount of a data volume.",
    "codelab_flavor": "What an instance runs on.",
    "codelab_flavor_billing": "How a flavor is charged for.",
    "codelab_flavor_gpu": "The GPUs of a flavor.",
    "codelab_flavor_ascend": "The Ascend processors of a flavor.",
    "codelab_flavor_category": "What a flavor computes with.",
    "codelab_signature": "The two forms in which a request can be signed.",
    "codelab_until": "What a watch waits for.",
    "codelab_phase": "What a watch is about to do.",
    "codelab_operation": "What an event of a queue is about.",
}

#: Of fields that are derived from an instance: the header says what the function returns.
DERIVED = {
    "is_ready": "true if it is RUNNING with a URL, so it can be used",
    "is_failed": "true if it is CREATE_FAILED, START_FAILED, DELETE_FAILED, ERROR or FROZEN",
    "progress_percent": """0 to 100: the share of finished steps; one in progress counts half. 100 exactly when the
instance is ready, so 99 while all steps are done and the URL is missing. 0 without steps, and, since 0.4.0, for an
instance that is not starting: failed, STOPPING, STOPPED, DELETING or DELETED.""",
    "lease_deadline": """when the instance will be stopped: lease create_at + duration. None when there is no lease, it
is switched off, or it is unlimited (duration NO_END).""",
    "browser_url": """secret; the address to open in a browser: url with the token as its query, unless the url has a
token already. None without a URL; the url itself without a token.""",
}
