// An instance: a whole response, or an element of a page.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"
#include "cschema_enum_names.h"

static const cschema_field document_fields[] = {
    OBJECTS(codelab_instance, "action_progress", action_progress, &step_object),
    INTEGER(codelab_instance, "create_at", create_at_ms),
    ENUM(codelab_instance, "feature", feature, feature_names),
    TEXT(codelab_instance, "flavor", flavor),
    STRICT_TEXT(codelab_instance, "id", id),
    OBJECT(codelab_instance, "image", image, &cschema_image_object),
    OBJECT(codelab_instance, "lease", lease, &cschema_lease_object),
    TEXT(codelab_instance, "name", name),
    STRICT_ENUM(codelab_instance, "status", status, instance_status_names),
    TEXT(codelab_instance, "token", token),
    INTEGER(codelab_instance, "update_at", update_at_ms),
    TEXT(codelab_instance, "workspace_id", workspace_id),
    OBJECT(codelab_instance, "affinity", affinity, &affinity_object),
    TEXTS(codelab_instance, "billing_items", billing_items),
    INTEGER(codelab_instance, "current_time", current_time_ms),
    OBJECT(codelab_instance, "custom_spec", custom_spec, &custom_spec_object),
    OBJECTS(codelab_instance, "data_volumes", data_volumes, &data_volume_object),
    TEXT(codelab_instance, "description", description),
    OBJECTS(codelab_instance, "endpoints", endpoints, &endpoint_object),
    TEXT(codelab_instance, "fail_reason", fail_reason),
    TEXT(codelab_instance, "ip", ip),
    BOOLEAN(codelab_instance, "is_need_credentials", is_need_credentials),
    TEXT(codelab_instance, "jupyter_version", jupyter_version),
    OBJECT(codelab_instance, "pool", pool, &pool_object),
    OBJECT(codelab_instance, "run_user", run_user, &run_user_object),
    OBJECTS(codelab_instance, "tags", tags, &tag_object),
    TEXT(codelab_instance, "url", url),
    OBJECT(codelab_instance, "user", user, &user_object),
    TEXT(codelab_instance, "user_id", user_id),
    OBJECT(codelab_instance, "user_vpc", user_vpc, &user_vpc_object),
    OBJECT(codelab_instance, "volume", volume, &volume_object),
    ERROR_FIELDS(cschema_document),
    END,
};

static const cschema_alias document_aliases[] = {
    ERROR_ALIASES(cschema_document),
};

static const cschema_document document_blank = {
    .instance = {BLANK(codelab_instance)},
};

const cschema_object cschema_document_object = {
    TABLE(document, cschema_document, DOCUMENT),
    ALIASES(document),
    DROPPED(codelab_instance),
    .next_offset = offsetof(cschema_document, received_monotonic_ms),
    .error_offset = offsetof(cschema_document, error),
};

cschema_enum_names cschema_instance_status_names(void) { return instance_status_names; }
