// The start of an instance, its endpoints and its lease.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"
#include "cschema_enum_names.h"

// --------------------------------------------------------------------------------------------------- step --

typedef struct step_place {
    codelab_step step;
    const char *step_description;
    void *next;
} step_place;

static const cschema_field step_fields[] = {
    INTEGER(codelab_step, "step", step),
    ENUM(codelab_step, "status", status, step_status_names),
    TEXT(codelab_step, "description", description),
    TEXT(codelab_step, "notebook_id", notebook_id),
    SECOND_TEXT(step_place, "step_description", step_description),
    END,
};

static const cschema_alias step_aliases[] = {
    ALIAS(text, step_place, step_description, step.description),
};

static const step_place step_blank = {.step = {BLANK(codelab_step)}};

const cschema_object step_object = {
    TABLE(step, step_place, STEP),
    ALIASES(step),
    .next_offset = offsetof(step_place, next),
    .order_offset = offsetof(codelab_step, step),
};

// ----------------------------------------------------------------------------------------------- endpoint --

typedef struct endpoint_place {
    codelab_endpoint endpoint;
    const char *dev_service;
    int64_t ssh_keys_count;
    const char *const *ssh_keys;
    void *next;
} endpoint_place;

static const cschema_field endpoint_fields[] = {
    TEXT(codelab_endpoint, "service", service),
    TEXT(codelab_endpoint, "uri", uri),
    TEXTS(codelab_endpoint, "key_pair_names", key_pair_names),
    TEXTS(codelab_endpoint, "allowed_access_ips", allowed_access_ips),
    SECOND_TEXT(endpoint_place, "dev_service", dev_service),
    SECOND_TEXTS(endpoint_place, "ssh_keys", ssh_keys),
    END,
};

static const cschema_alias endpoint_aliases[] = {
    ALIAS(text, endpoint_place, dev_service, endpoint.service),
    ALIAS_ARRAY(texts, endpoint_place, ssh_keys, endpoint.key_pair_names),
};

static const endpoint_place endpoint_blank = {.endpoint = {BLANK(codelab_endpoint)}};

const cschema_object endpoint_object = {
    TABLE(endpoint, endpoint_place, ENDPOINT),
    ALIASES(endpoint),
    .next_offset = offsetof(endpoint_place, next),
};

// -------------------------------------------------------------------------------------------------- lease --

typedef struct lease_place {
    codelab_lease lease;
    cschema_error error;
    int64_t create_time;
    int64_t update_time;
} lease_place;

// A whole response, or a part of an instance.
static const cschema_field lease_fields[] = {
    INTEGER(codelab_lease, "create_at", create_at_ms),
    INTEGER(codelab_lease, "duration", duration_ms),
    BOOLEAN(codelab_lease, "enable", enable),
    INTEGER(codelab_lease, "update_at", update_at_ms),
    ENUM(codelab_lease, "type", type, lease_type_names),
    SECOND_INTEGER(lease_place, "create_time", create_time),
    SECOND_INTEGER(lease_place, "update_time", update_time),
    ERROR_FIELDS(lease_place),
    END,
};

static const cschema_alias lease_aliases[] = {
    ALIAS(integer, lease_place, create_time, lease.create_at_ms),
    ALIAS(integer, lease_place, update_time, lease.update_at_ms),
    ERROR_ALIASES(lease_place),
};

static const lease_place lease_blank = {
    .lease = {BLANK(codelab_lease)},
    .create_time = CODELAB_ABSENT,
    .update_time = CODELAB_ABSENT,
};

const cschema_object cschema_lease_object = {
    TABLE(lease, lease_place, LEASE),
    ALIASES(lease),
    DROPPED(codelab_lease),
    .error_offset = offsetof(lease_place, error),
};

cschema_enum_names cschema_lease_type_names(void) { return lease_type_names; }
