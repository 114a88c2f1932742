// Sources of the variables:
//   OS_                the clients of OpenStack, and the Terraform provider of the Open Telekom Cloud
//   HUAWEICLOUD_SDK_   the SDKs of Huawei Cloud
//   HW_                the Terraform provider of Huawei Cloud
#include "cschema_account.h"

#include <stddef.h>
#include <string.h>

#include "../../include/codelab.h"

// Name of the option, kind, and variables: the library's own, two of OpenStack, of the SDKs, of the provider.
#define FIELDS(FIELD) \
    FIELD(token, token, "CODELAB_TOKEN\0OS_AUTH_TOKEN\0OS_TOKEN\0\0HW_AUTH_TOKEN")                                     \
    FIELD(access_key, keys, "CODELAB_ACCESS_KEY\0OS_ACCESS_KEY\0OS_ACCESS_KEY_ID\0HUAWEICLOUD_SDK_AK\0HW_ACCESS_KEY")  \
    FIELD(secret_key, keys, "CODELAB_SECRET_KEY\0OS_SECRET_KEY\0OS_SECRET_ACCESS_KEY\0HUAWEICLOUD_SDK_SK\0HW_SECRET_KEY") \
    FIELD(security_token, keys, "CODELAB_SECURITY_TOKEN\0OS_SECURITY_TOKEN\0\0HUAWEICLOUD_SDK_SECURITY_TOKEN\0HW_SECURITY_TOKEN") \
    FIELD(user_name, password, "CODELAB_USER_NAME\0OS_USERNAME\0\0\0HW_USER_NAME")                                     \
    FIELD(user_id, password, "CODELAB_USER_ID\0OS_USER_ID\0\0\0HW_USER_ID")                                            \
    FIELD(password, password, "CODELAB_PASSWORD\0OS_PASSWORD\0\0\0HW_USER_PASSWORD")                                   \
    FIELD(passcode, password, "CODELAB_PASSCODE\0OS_PASSCODE\0\0\0")                                                   \
    FIELD(domain_name, password, "CODELAB_DOMAIN_NAME\0OS_USER_DOMAIN_NAME\0OS_DOMAIN_NAME\0\0HW_DOMAIN_NAME")         \
    FIELD(domain_id, password, "CODELAB_DOMAIN_ID\0OS_USER_DOMAIN_ID\0OS_DOMAIN_ID\0\0HW_DOMAIN_ID")                   \
    FIELD(project_id, none, "CODELAB_PROJECT_ID\0OS_PROJECT_ID\0OS_TENANT_ID\0HUAWEICLOUD_SDK_PROJECT_ID\0HW_PROJECT_ID") \
    FIELD(project_name, none, "CODELAB_PROJECT_NAME\0OS_PROJECT_NAME\0OS_TENANT_NAME\0\0HW_PROJECT_NAME")              \
    FIELD(region, none, "CODELAB_REGION\0OS_REGION_NAME\0\0\0HW_REGION_NAME")                                          \
    FIELD(endpoint, none, "CODELAB_ENDPOINT\0\0\0\0")                                                                  \
    FIELD(iam_endpoint, none, "CODELAB_IAM_ENDPOINT\0OS_AUTH_URL\0\0HUAWEICLOUD_SDK_IAM_ENDPOINT\0HW_AUTH_URL")

#define TEXTS(option, kind, variables) #option "\0" variables

// Each text of the struct is the name of an option and then those of its variables, with NULs between them.
struct texts {
#define MEMBER(option, kind, variables) char option[sizeof(TEXTS(option, kind, variables))];
    FIELDS(MEMBER)
};

static const struct texts texts = {
#define TEXT(option, kind, variables) TEXTS(option, kind, variables),
    FIELDS(TEXT)
};

typedef struct row {
    uint16_t text_offset;
    uint16_t option_offset;
    cschema_account_kind kind;
} row;

static const row rows[] = {
#define ROW(option, kind, variables) \
    {offsetof(struct texts, option), offsetof(codelab_client_options, option), cschema_account_kind_##kind},
    FIELDS(ROW)
};

cschema_account_kind cschema_account_kind_of(unsigned field) { return rows[field].kind; }

const char *cschema_account_option(unsigned field, const void *options) {
    const char *text;
    memcpy(&text, (const char *)options + rows[field].option_offset, sizeof text);
    return text;
}

const char *cschema_account_name(unsigned field, unsigned index) {
    const char *name = (const char *)&texts + rows[field].text_offset;
    while (index-- > 0) name += strlen(name) + 1;
    return name;
}
