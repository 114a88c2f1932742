"""Documentation of Go's types and fields where the header's comment is missing, or is about C."""

ENUMS = {
    "codelab_instance_status": "InstanceStatus is the state of an instance. A value that is not known here is "
    "StatusUnknown; the text field next to it has the service's word. The same is true for all types of this kind.",
    "codelab_feature": "Feature is the kind of an instance.",
    "codelab_step_status": "StepStatus is the state of a step of the start.",
    "codelab_image_type": "ImageType says who made an image: the service, or a user.",
    "codelab_image_status": "ImageStatus is the state of an image.",
    "codelab_arch": "Arch is the processor architecture that an image or a flavor is for.",
    "codelab_lease_type": "LeaseType says what ends a lease: time, or idleness.",
    "codelab_volume_category": "VolumeCategory is the kind of storage of a volume.",
    "codelab_volume_ownership": "VolumeOwnership says who manages a volume: the service, or the user.",
    "codelab_volume_status": "VolumeStatus is the state of a volume.",
    "codelab_mount_type": "MountType says how a volume is mounted.",
    "codelab_mount_status": "MountStatus is the state of the mount of a data volume.",
    "codelab_flavor_category": "FlavorCategory is the kind of processor that a flavor is for.",
    "codelab_signature": "Signature is one of the two forms in which a request can be signed.",
    "codelab_until": "Until is what a watch waits for.",
    "codelab_phase": "Phase is what a watch is about to do.",
}

STRUCTS = {
    "codelab_instance": "Instance is the state of a notebook at one moment. It is a plain copy: "
    "nothing has to be freed, and any number of goroutines may read it.",
    "codelab_step": "Step is one step of the start. That an instance is ready does not follow from its steps: see "
    "Instance.Ready.",
    "codelab_endpoint": "Endpoint is an access to the instance other than its URL.",
    "codelab_tag": "Tag is a label of a user.",
    "codelab_pool": "Pool is the dedicated resource pool that an instance runs in, if it does.",
    "codelab_domain": "Domain is the account that a user belongs to.",
    "codelab_user": "User is the owner of an instance.",
    "codelab_run_user": "RunUser is the account inside the instance.",
    "codelab_image": "Image is what an instance was made from.",
    "codelab_lease": "Lease is the countdown to the automatic stop.",
    "codelab_volume": "Volume is the storage of an instance.",
    "codelab_data_volume": "DataVolume is storage that was mounted into an instance.",
    "codelab_custom_spec": 'CustomSpec is set when the flavor is "custom.flavor.spec.code".',
    "codelab_affinity_rule": "AffinityRule is one rule on where an instance may or should run.",
    "codelab_affinity": "Affinity holds the rules on where an instance runs.",
    "codelab_user_vpc": "UserVPC is the user's own network that an instance is attached to.",
    "codelab_flavor": "Flavor is what an instance runs on.",
    "codelab_flavor_billing": "FlavorBilling says how a flavor is charged.",
    "codelab_flavor_gpu": "FlavorGPU holds the GPUs of a flavor.",
    "codelab_flavor_ascend": "FlavorAscend holds the Ascend processors of a flavor.",
}

#: Integers whose 0 has no meaning: an absent one is 0 in Go. All others are pointers.
NEVER_ZERO = frozenset({
    "codelab_step.step",
    "codelab_image.size",
    "codelab_volume.capacity",
    "codelab_flavor.vcpus",
    "codelab_flavor.memory_kib",
    "codelab_flavor_billing.unit_num",
})

#: A note that begins with the name of the field is a comment above it.
FIELDS = {
    "codelab_endpoint.allowed_access_ips": "public addresses that may use SSH; nil: every one",
    "codelab_lease.duration_ms": "Duration is the total time since CreateAt, or NoEnd. It is not the time left; do "
    "not renew with it.",
    "codelab_lease.deadline_ms": "Deadline is when the instance will be stopped. Zero when the lease is switched off, "
    "or unlimited.",
    "codelab_lease.remaining_ms": "Remaining is the time until then, by the service's clock, when the response "
    "was made; never less than 0. It does not count down.",
}

#: Of fields that are derived from an instance: the header says what the function returns.
DERIVED = {
    "codelab_instance_is_ready": "Ready: RUNNING with a URL, so it can be used.",
    "codelab_instance_is_failed": "Failed: CREATE_FAILED, START_FAILED, DELETE_FAILED, ERROR or FROZEN.",
    "codelab_instance_progress_percent": "ProgressPercent is the share of finished steps; one in progress counts half. "
    "100 exactly when the instance is Ready.",
    "codelab_instance_lease_deadline_ms": "LeaseDeadline is when the instance will be stopped. Zero when there is no "
    "lease, it is switched off, or it is unlimited.",
    "codelab_instance_lease_remaining_ms": "LeaseRemaining is the time until then by the service's clock when the "
    "response was read. It does not count down.",
    "codelab_instance_browser_url": "BrowserURL is the address to open in a browser: URL with the token as its query. "
    "Absent without a URL.",
}
