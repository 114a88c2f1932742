// The owner and the environment of an instance: user, pool, custom flavor, affinity, network.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"

// --------------------------------------------------------------------------------------------------- pool --

static const cschema_field pool_fields[] = {
    TEXT(codelab_pool, "id", id),
    TEXT(codelab_pool, "name", name),
    END,
};

static const codelab_pool pool_blank = {BLANK(codelab_pool)};

const cschema_object pool_object = {TABLE(pool, codelab_pool, POOL)};

// --------------------------------------------------------------------------------------------------- user --

static const cschema_field domain_fields[] = {
    TEXT(codelab_domain, "id", id),
    TEXT(codelab_domain, "name", name),
    END,
};

static const codelab_domain domain_blank = {BLANK(codelab_domain)};

static const cschema_object domain_object = {TABLE(domain, codelab_domain, DOMAIN)};

static const cschema_field user_fields[] = {
    OBJECT(codelab_user, "domain", domain, &domain_object),
    TEXT(codelab_user, "id", id),
    TEXT(codelab_user, "name", name),
    END,
};

static const codelab_user user_blank = {BLANK(codelab_user)};

const cschema_object user_object = {TABLE(user, codelab_user, USER)};

static const cschema_field run_user_fields[] = {
    INTEGER(codelab_run_user, "gid", gid),
    TEXT(codelab_run_user, "group_name", group_name),
    INTEGER(codelab_run_user, "uid", uid),
    TEXT(codelab_run_user, "user_name", user_name),
    END,
};

static const codelab_run_user run_user_blank = {BLANK(codelab_run_user)};

const cschema_object run_user_object = {TABLE(run_user, codelab_run_user, RUN_USER)};

// -------------------------------------------------------------------------------------------- custom spec --

static const cschema_field custom_spec_fields[] = {
    TEXT(codelab_custom_spec, "arch", arch),
    TEXT(codelab_custom_spec, "category", category),
    NUMBER(codelab_custom_spec, "cpu", cpu),
    NUMBER(codelab_custom_spec, "gpu", gpu),
    TEXT(codelab_custom_spec, "gpu_type", gpu_type),
    NUMBER(codelab_custom_spec, "memory", memory),
    TEXT(codelab_custom_spec, "resource_flavor", resource_flavor),
    END,
};

static const codelab_custom_spec custom_spec_blank = {BLANK(codelab_custom_spec)};

const cschema_object custom_spec_object = {
    TABLE(custom_spec, codelab_custom_spec, CUSTOM_SPEC),
};

// ----------------------------------------------------------------------------------------------- affinity --

typedef struct affinity_rule_place {
    codelab_affinity_rule rule;
    void *next;
} affinity_rule_place;

static const cschema_field affinity_rule_fields[] = {
    TEXT(codelab_affinity_rule, "key", key),
    TEXT(codelab_affinity_rule, "operator", operator_),
    TEXTS(codelab_affinity_rule, "values", values),
    INTEGER(codelab_affinity_rule, "weight", weight),
    END,
};

static const affinity_rule_place affinity_rule_blank = {
    .rule = {BLANK(codelab_affinity_rule)},
};

static const cschema_object affinity_rule_object = {
    TABLE(affinity_rule, affinity_rule_place, AFFINITY_RULE),
    .next_offset = offsetof(affinity_rule_place, next),
};

static const cschema_long_key long_preferred = {"nored_during_execution\"", &affinity_rule_object};
static const cschema_long_key long_required = {"ored_during_execution\"", &affinity_rule_object};

static const cschema_field affinity_fields[] = {
    LONG_OBJECTS(codelab_affinity, "preferred_during_scheduling_ig", long_preferred, 23,
                 preferred_during_scheduling_ignored_during_execution),
    LONG_OBJECTS(codelab_affinity, "required_during_scheduling_ign", long_required, 22,
                 required_during_scheduling_ignored_during_execution),
    END,
};

static const codelab_affinity affinity_blank = {BLANK(codelab_affinity)};

const cschema_object affinity_object = {TABLE(affinity, codelab_affinity, AFFINITY)};

// ------------------------------------------------------------------------------------------------ network --

static const cschema_field user_vpc_fields[] = {
    TEXT(codelab_user_vpc, "connect_cidrs", connect_cidrs),
    TEXT(codelab_user_vpc, "eip_id", eip_id),
    TEXT(codelab_user_vpc, "nat_id", nat_id),
    TEXTS(codelab_user_vpc, "port_id", port_id),
    TEXT(codelab_user_vpc, "port_ip", port_ip),
    TEXTS(codelab_user_vpc, "security_group_ids", security_group_ids),
    TEXT(codelab_user_vpc, "subnet_id", subnet_id),
    TEXT(codelab_user_vpc, "vpc_id", vpc_id),
    END,
};

static const codelab_user_vpc user_vpc_blank = {BLANK(codelab_user_vpc)};

const cschema_object user_vpc_object = {TABLE(user_vpc, codelab_user_vpc, USER_VPC)};
