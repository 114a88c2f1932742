// The words of the enums of codelab.h. Where they are seen in other letters, or not documented: facts are in the
// comments of codelab.h.
#ifndef CSCHEMA_WORDS_H
#define CSCHEMA_WORDS_H

#include "cschema.h"

#define KNOWN(text, value) {text, sizeof(text) - 1, value}
#define NO_MORE {"", 0, 0}

static const cschema_word instance_status_words[] = {
    KNOWN("init", CODELAB_STATUS_INIT),
    KNOWN("creating", CODELAB_STATUS_CREATING),
    KNOWN("starting", CODELAB_STATUS_STARTING),
    KNOWN("stopping", CODELAB_STATUS_STOPPING),
    KNOWN("deleting", CODELAB_STATUS_DELETING),
    KNOWN("running", CODELAB_STATUS_RUNNING),
    KNOWN("stopped", CODELAB_STATUS_STOPPED),
    KNOWN("snapshotting", CODELAB_STATUS_SNAPSHOTTING),
    KNOWN("create_failed", CODELAB_STATUS_CREATE_FAILED),
    KNOWN("start_failed", CODELAB_STATUS_START_FAILED),
    KNOWN("delete_failed", CODELAB_STATUS_DELETE_FAILED),
    KNOWN("error", CODELAB_STATUS_ERROR),
    KNOWN("deleted", CODELAB_STATUS_DELETED),
    KNOWN("frozen", CODELAB_STATUS_FROZEN),
    NO_MORE,
};

static const cschema_word feature_words[] = {
    KNOWN("default", CODELAB_FEATURE_DEFAULT),
    KNOWN("notebook", CODELAB_FEATURE_NOTEBOOK),
    NO_MORE,
};

static const cschema_word step_status_words[] = {
    KNOWN("waiting", CODELAB_STEP_STATUS_WAITING),
    KNOWN("processing", CODELAB_STEP_STATUS_PROCESSING),
    KNOWN("failed", CODELAB_STEP_STATUS_FAILED),
    KNOWN("completed", CODELAB_STEP_STATUS_COMPLETED),
    NO_MORE,
};

static const cschema_word image_type_words[] = {
    KNOWN("build_in", CODELAB_IMAGE_TYPE_BUILD_IN),
    KNOWN("dedicated", CODELAB_IMAGE_TYPE_DEDICATED),
    NO_MORE,
};

static const cschema_word image_status_words[] = {
    KNOWN("init", CODELAB_IMAGE_STATUS_INIT),
    KNOWN("creating", CODELAB_IMAGE_STATUS_CREATING),
    KNOWN("create_failed", CODELAB_IMAGE_STATUS_CREATE_FAILED),
    KNOWN("error", CODELAB_IMAGE_STATUS_ERROR),
    KNOWN("deleted", CODELAB_IMAGE_STATUS_DELETED),
    KNOWN("active", CODELAB_IMAGE_STATUS_ACTIVE),
    NO_MORE,
};

static const cschema_word arch_words[] = {
    KNOWN("x86_64", CODELAB_ARCH_X86_64),
    KNOWN("aarch64", CODELAB_ARCH_AARCH64),
    NO_MORE,
};

static const cschema_word lease_type_words[] = {
    KNOWN("timing", CODELAB_LEASE_TYPE_TIMING),
    KNOWN("idle", CODELAB_LEASE_TYPE_IDLE),
    NO_MORE,
};

static const cschema_word volume_category_words[] = {
    KNOWN("efs", CODELAB_VOLUME_CATEGORY_EFS),
    KNOWN("evs", CODELAB_VOLUME_CATEGORY_EVS),
    KNOWN("sfs", CODELAB_VOLUME_CATEGORY_SFS),
    KNOWN("obs", CODELAB_VOLUME_CATEGORY_OBS),
    KNOWN("obsfs", CODELAB_VOLUME_CATEGORY_OBSFS),
    NO_MORE,
};

static const cschema_word volume_ownership_words[] = {
    KNOWN("managed", CODELAB_VOLUME_OWNERSHIP_MANAGED),
    KNOWN("dedicated", CODELAB_VOLUME_OWNERSHIP_DEDICATED),
    NO_MORE,
};

static const cschema_word volume_status_words[] = {
    KNOWN("initializing", CODELAB_VOLUME_STATUS_INITIALIZING),
    KNOWN("resizing", CODELAB_VOLUME_STATUS_RESIZING),
    KNOWN("deleting", CODELAB_VOLUME_STATUS_DELETING),
    KNOWN("in_use", CODELAB_VOLUME_STATUS_IN_USE),
    NO_MORE,
};

static const cschema_word mount_type_words[] = {
    KNOWN("static", CODELAB_MOUNT_TYPE_STATIC),
    KNOWN("dynamic", CODELAB_MOUNT_TYPE_DYNAMIC),
    KNOWN("main", CODELAB_MOUNT_TYPE_MAIN),
    NO_MORE,
};

static const cschema_word mount_status_words[] = {
    KNOWN("mounting", CODELAB_MOUNT_STATUS_MOUNTING),
    KNOWN("mounted", CODELAB_MOUNT_STATUS_MOUNTED),
    KNOWN("unmounting", CODELAB_MOUNT_STATUS_UNMOUNTING),
    KNOWN("unmounted", CODELAB_MOUNT_STATUS_UNMOUNTED),
    KNOWN("mount_failed", CODELAB_MOUNT_STATUS_MOUNT_FAILED),
    KNOWN("unmount_failed", CODELAB_MOUNT_STATUS_UNMOUNT_FAILED),
    NO_MORE,
};

#endif
