// The fields of a client's credential and location. Data only; Sources/Service/Account reads it.
#ifndef CSCHEMA_ACCOUNT_H
#define CSCHEMA_ACCOUNT_H

#include <stdint.h>

enum __attribute__((enum_extensibility(closed))) cschema_account_kind : uint8_t {
    cschema_account_kind_none,      // a field of the location
    cschema_account_kind_token,
    cschema_account_kind_keys,
    cschema_account_kind_password
};
typedef enum cschema_account_kind cschema_account_kind;

// A field is the index of its row, which is the raw value of Swift's AccountField.
cschema_account_kind cschema_account_kind_of(unsigned field);

// Returns the member of a codelab_client_options that has the field; NULL if it is not set.
const char *cschema_account_option(unsigned field, const void *options);

// Returns the name of the option (index 0) or of a variable: 1 the library's, 2 and 3 OpenStack's, 4 that of the SDKs,
// 5 that of the Terraform provider. Empty if there is none.
const char *cschema_account_name(unsigned field, unsigned index);

#endif
