// The parts of an instance: image, tags, volumes.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"
#include "cschema_enum_names.h"

// ---------------------------------------------------------------------------------------------------- tag --

typedef struct tag_place {
    codelab_tag tag;
    void *next;
} tag_place;

static const cschema_field tag_fields[] = {
    TEXT(codelab_tag, "key", key),
    TEXT(codelab_tag, "value", value),
    END,
};

static const tag_place tag_blank = {.tag = {BLANK(codelab_tag)}};

const cschema_object tag_object = {
    TABLE(tag, tag_place, TAG),
    .next_offset = offsetof(tag_place, next),
};

// -------------------------------------------------------------------------------------------------- image --

typedef struct image_place {
    codelab_image image;
    cschema_error error;
    const char *current_tag;
    void *next;
} image_place;

// A whole response, an element of a page, or a part of an instance.
static const cschema_field image_fields[] = {
    TEXT(codelab_image, "description", description),
    STRICT_TEXT(codelab_image, "id", id),
    TEXT(codelab_image, "name", name),
    TEXT(codelab_image, "swr_path", swr_path),
    TEXT(codelab_image, "tag", tag),
    ENUM(codelab_image, "type", type, image_type_names),
    ENUM(codelab_image, "arch", arch, arch_names),
    INTEGER(codelab_image, "create_at", create_at_ms),
    TEXTS(codelab_image, "dev_services", dev_services),
    TEXT(codelab_image, "feature", feature),
    TEXT(codelab_image, "flavor_type", flavor_type),
    TEXT(codelab_image, "namespace", namespace_),
    TEXT(codelab_image, "origin", origin),
    INTEGER(codelab_image, "queuing_num", queuing_num),
    TEXTS(codelab_image, "resource_categories", resource_categories),
    TEXT(codelab_image, "service_type", service_type),
    TEXT(codelab_image, "show_name", show_name),
    TEXT(codelab_image, "show_tag", show_tag),
    INTEGER(codelab_image, "size", size),
    ENUM(codelab_image, "status", status, image_status_names),
    TEXT(codelab_image, "status_message", status_message),
    TEXTS(codelab_image, "support_res_categories", support_res_categories),
    TEXT(codelab_image, "swr_instance_id", swr_instance_id),
    OBJECTS(codelab_image, "tags", tags, &tag_object),
    INTEGER(codelab_image, "update_at", update_at_ms),
    TEXT(codelab_image, "visibility", visibility),
    TEXT(codelab_image, "workspace_id", workspace_id),
    SECOND_TEXT(image_place, "currentTag", current_tag),
    ERROR_FIELDS(image_place),
    END,
};

static const cschema_alias image_aliases[] = {
    ALIAS(text, image_place, current_tag, image.tag),
    ERROR_ALIASES(image_place),
};

static const image_place image_blank = {.image = {BLANK(codelab_image)}};

const cschema_object cschema_image_object = {
    TABLE(image, image_place, IMAGE),
    ALIASES(image),
    DROPPED(codelab_image),
    .next_offset = offsetof(image_place, next),
    .error_offset = offsetof(image_place, error),
};

cschema_enum_names cschema_image_type_names(void) { return image_type_names; }

// ------------------------------------------------------------------------------------------------- volume --

static const cschema_field volume_fields[] = {
    INTEGER(codelab_volume, "capacity", capacity),
    ENUM(codelab_volume, "category", category, volume_category_names),
    TEXT(codelab_volume, "dew_secret_name", dew_secret_name),
    TEXT(codelab_volume, "evs_sku_code", evs_sku_code),
    TEXT(codelab_volume, "id", id),
    TEXT(codelab_volume, "mount_path", mount_path),
    ENUM(codelab_volume, "mount_type", mount_type, mount_type_names),
    ENUM(codelab_volume, "ownership", ownership, volume_ownership_names),
    BOOLEAN(codelab_volume, "read_only", read_only),
    ENUM(codelab_volume, "status", status, volume_status_names),
    TEXT(codelab_volume, "uri", uri),
    INTEGER(codelab_volume, "usage", usage),
    END,
};

static const codelab_volume volume_blank = {BLANK(codelab_volume)};

const cschema_object volume_object = {TABLE(volume, codelab_volume, VOLUME)};

// -------------------------------------------------------------------------------------------- data volume --

typedef struct data_volume_place {
    codelab_data_volume data_volume;
    void *next;
} data_volume_place;

static const cschema_field data_volume_fields[] = {
    ENUM(codelab_data_volume, "category", category, volume_category_names),
    TEXT(codelab_data_volume, "mount_path", mount_path),
    ENUM(codelab_data_volume, "mount_type", mount_type, mount_type_names),
    ENUM(codelab_data_volume, "status", status, mount_status_names),
    TEXT(codelab_data_volume, "url", url),
    END,
};

static const data_volume_place data_volume_blank = {.data_volume = {BLANK(codelab_data_volume)}};

const cschema_object data_volume_object = {
    TABLE(data_volume, data_volume_place, DATA_VOLUME),
    .next_offset = offsetof(data_volume_place, next),
};
