// Flavors, which instances run on.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"
#include "cschema_enum_names.h"

// ------------------------------------------------------------------------------------------------ billing --

typedef struct flavor_billing_place {
    codelab_flavor_billing billing;
    int64_t camel_unit_num;
} flavor_billing_place;

static const cschema_field flavor_billing_fields[] = {
    TEXT(codelab_flavor_billing, "code", code),
    INTEGER(codelab_flavor_billing, "unit_num", unit_num),
    SECOND_INTEGER(flavor_billing_place, "unitNum", camel_unit_num),
    END,
};

static const cschema_alias flavor_billing_aliases[] = {
    ALIAS(integer, flavor_billing_place, camel_unit_num, billing.unit_num),
};

static const flavor_billing_place flavor_billing_blank = {
    .billing = {BLANK(codelab_flavor_billing)},
    .camel_unit_num = CODELAB_ABSENT,
};

static const cschema_object flavor_billing_object = {
    TABLE(flavor_billing, flavor_billing_place, FLAVOR_BILLING),
    ALIASES(flavor_billing),
};

// -------------------------------------------------------------------------------------------- accelerators --

// Amounts are texts with a unit in some tables and numbers in others, hence SCALAR.

static const cschema_field flavor_gpu_fields[] = {
    AMOUNT(codelab_flavor_gpu, "gpu", gpu),
    SCALAR(codelab_flavor_gpu, "gpu_memory", gpu_memory),
    TEXT(codelab_flavor_gpu, "type", type),
    END,
};

static const codelab_flavor_gpu flavor_gpu_blank = {BLANK(codelab_flavor_gpu)};

static const cschema_object flavor_gpu_object = {TABLE(flavor_gpu, codelab_flavor_gpu, FLAVOR_GPU)};

static const cschema_field flavor_ascend_fields[] = {
    AMOUNT(codelab_flavor_ascend, "npu", npu),
    SCALAR(codelab_flavor_ascend, "npu_memory", npu_memory),
    TEXT(codelab_flavor_ascend, "type", type),
    TEXT(codelab_flavor_ascend, "type_alias", type_alias),
    SCALAR(codelab_flavor_ascend, "ai_core", ai_core),
    SCALAR(codelab_flavor_ascend, "ai_cpu", ai_cpu),
    END,
};

static const codelab_flavor_ascend flavor_ascend_blank = {BLANK(codelab_flavor_ascend)};

static const cschema_object flavor_ascend_object = {TABLE(flavor_ascend, codelab_flavor_ascend, FLAVOR_ASCEND)};

// ------------------------------------------------------------------------------------------------- flavor --

typedef struct flavor_place {
    codelab_flavor flavor;
    void *next;
} flavor_place;

static const cschema_field flavor_fields[] = {
    ENUM(codelab_flavor, "arch", arch, arch_names),
    OBJECT(codelab_flavor, "ascend", ascend, &flavor_ascend_object),
    OBJECT(codelab_flavor, "billing", billing, &flavor_billing_object),
    ENUM(codelab_flavor, "category", category, flavor_category_names),
    TEXT(codelab_flavor, "description", description),
    ENUM(codelab_flavor, "feature", feature, feature_names),
    BOOLEAN(codelab_flavor, "free", free),
    OBJECT(codelab_flavor, "gpu", gpu, &flavor_gpu_object),
    STRICT_TEXT(codelab_flavor, "id", id),
    INTEGER(codelab_flavor, "memory", memory_kib),
    TEXT(codelab_flavor, "name", name),
    BOOLEAN(codelab_flavor, "sold_out", sold_out),
    TEXTS(codelab_flavor, "storages", storages),
    INTEGER(codelab_flavor, "vcpus", vcpus),
    SCALAR(codelab_flavor, "evs_max_size", evs_max_size),
    TEXT(codelab_flavor, "evs_sku_code", evs_sku_code),
    TEXT(codelab_flavor, "grow_support_type", grow_support_type),
    END,
};

static const flavor_place flavor_blank = {
    .flavor = {BLANK(codelab_flavor)},
};

const cschema_object flavor_object = {
    TABLE(flavor, flavor_place, FLAVOR),
    DROPPED(codelab_flavor),
    .next_offset = offsetof(flavor_place, next),
};

cschema_enum_names cschema_flavor_category_names(void) { return flavor_category_names; }
