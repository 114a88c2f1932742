// Sources:
//   ModelArts   error codes (modelarts_03_0095) and status codes (modelarts_03_0094) of the ModelArts API reference,
//               2025-08-26; one row of its edition of 2024; a few codes that only public clients of the service know
//   APIG        error codes of API Gateway, Open Telekom Cloud (apig_03_0048)
//   APIGW       error codes of the API Request Signing Guide (api-sign-errorcode)
// Codes of the gateways from 1001 on, for tokens of applications, are not in the table; their HTTP status decides.
#include "cschema_errors.h"

#include <stddef.h>

#include "../../include/codelab.h"
#include "cschema_hints.h"

// Families are bits here, because most rows of the gateways belong to both.
enum { status = 1 << cschema_family_status, model_arts = 1 << cschema_family_model_arts,
       apig = 1 << cschema_family_apig, apigw = 1 << cschema_family_apigw };

typedef struct row {
    uint8_t families;
    uint8_t retry;
    int16_t http_status;  // 0: not documented
    int16_t number;
    int16_t group;
    uint16_t hint;  // offset in hints
} row;

#define ROW(families, status, number, group, retry, hint) \
    {families, cschema_retry_##retry, status, number, CODELAB_E_##group, offsetof(struct hints, hint)}
// The 1 avoids leading zeros, which would make octal numbers.
#define MODEL_ARTS(status, number, group, retry, hint) ROW(model_arts, status, 1##number - 10000, group, retry, hint)
#define APIG(status, number, group, retry, hint) ROW(apig, status, 1##number - 10000, group, retry, hint)
#define APIGW(status, number, group, retry, hint) ROW(apigw, status, 1##number - 10000, group, retry, hint)
#define GATEWAYS(status, number, group, retry, hint) ROW(apig | apigw, status, 1##number - 10000, group, retry, hint)
#define STATUS(value, group, retry, hint) ROW(status, value, 0, group, retry, hint)

static const row errors[] = {
    // ------------------------------------------------------------------------------------- ModelArts, common --
    MODEL_ARTS(500, 0010, SERVICE, later, none),
    MODEL_ARTS(404, 0015, NOT_FOUND, never, none),
    MODEL_ARTS(400, 0101, ARGUMENT, never, none),
    MODEL_ARTS(400, 0102, ARGUMENT, never, no_workspace),
    MODEL_ARTS(400, 0104, ARGUMENT, never, none),
    MODEL_ARTS(400, 0107, ARGUMENT, never, none),
    MODEL_ARTS(403, 0108, PERMISSION, never, none),
    MODEL_ARTS(500, 0109, PERMISSION, never, none),
    MODEL_ARTS(401, 0112, AUTHENTICATION, never, role),
    MODEL_ARTS(403, 0112, PERMISSION, never, workspace_right),
    MODEL_ARTS(400, 0113, QUOTA, never, free_something),
    // Documented with status 100, which is impossible.
    MODEL_ARTS(0, 0116, QUOTA, never, free_something),
    MODEL_ARTS(400, 0118, QUOTA, never, free_something),
    MODEL_ARTS(401, 0201, AUTHENTICATION, never, no_token),
    MODEL_ARTS(401, 0202, AUTHENTICATION, token, expired),
    MODEL_ARTS(401, 0203, AUTHENTICATION, token, renew),
    MODEL_ARTS(403, 0203, AUTHENTICATION, never, renew),
    MODEL_ARTS(400, 0204, AUTHENTICATION, never, account_token),
    MODEL_ARTS(401, 0204, AUTHENTICATION, token, renew),
    MODEL_ARTS(401, 0205, AUTHENTICATION, never, none),
    MODEL_ARTS(401, 0206, AUTHENTICATION, never, none),
    MODEL_ARTS(403, 0206, AUTHENTICATION, never, compare_keys),
    MODEL_ARTS(401, 0207, AUTHENTICATION, never, other_project),
    MODEL_ARTS(401, 0208, AUTHENTICATION, never, none),
    MODEL_ARTS(401, 0209, AUTHENTICATION, never, none),
    MODEL_ARTS(400, 0210, ARGUMENT, never, project_form),
    MODEL_ARTS(401, 0210, AUTHENTICATION, never, none),
    MODEL_ARTS(403, 0210, PERMISSION, never, wrong_project),
    MODEL_ARTS(401, 0212, AUTHENTICATION, never, other_project),
    MODEL_ARTS(400, 0420, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0421, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0422, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0423, PERMISSION, never, agree),
    MODEL_ARTS(400, 0424, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0425, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0426, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0427, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0428, PERMISSION, never, authorise),
    MODEL_ARTS(401, 0428, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0429, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0430, PERMISSION, never, authorise),
    MODEL_ARTS(400, 0431, PERMISSION, never, authorise),
    MODEL_ARTS(400, 1002, ARGUMENT, never, none),
    MODEL_ARTS(400, 1003, PERMISSION, never, frozen),
    // ---------------------------------------------------------------------------------- ModelArts, notebooks --
    MODEL_ARTS(408, 6100, SERVICE, later, none),
    MODEL_ARTS(429, 6101, RATE_LIMIT, later, none),
    MODEL_ARTS(500, 6102, SERVICE, later, none),
    MODEL_ARTS(500, 6200, SERVICE, later, no_resources),
    MODEL_ARTS(401, 6201, PERMISSION, never, arrears),
    MODEL_ARTS(401, 6203, PERMISSION, never, arrears),
    MODEL_ARTS(400, 6301, CONFLICT, never, exists),
    MODEL_ARTS(400, 6302, QUOTA, never, one_too_many),
    MODEL_ARTS(400, 6303, ARGUMENT, never, none),
    MODEL_ARTS(400, 6304, CONFLICT, never, stop_first),
    MODEL_ARTS(400, 6305, CONFLICT, never, none),
    MODEL_ARTS(400, 6306, CONFLICT, later, wait_for_it),
    MODEL_ARTS(400, 6307, CONFLICT, never, none),
    MODEL_ARTS(400, 6308, CONFLICT, later, wait_for_it),
    MODEL_ARTS(400, 6309, NOT_FOUND, never, none),
    MODEL_ARTS(400, 6316, ARGUMENT, never, none),
    MODEL_ARTS(400, 6317, ARGUMENT, never, none),
    MODEL_ARTS(400, 6318, ARGUMENT, never, slash),
    MODEL_ARTS(400, 6319, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6320, ARGUMENT, never, none),
    MODEL_ARTS(400, 6323, ARGUMENT, never, listed_flavor),
    MODEL_ARTS(400, 6324, ARGUMENT, never, none),
    MODEL_ARTS(400, 6326, PERMISSION, never, arrears),
    MODEL_ARTS(400, 6327, CONFLICT, never, start_first),
    MODEL_ARTS(400, 6328, PERMISSION, never, allowed_flavor),
    MODEL_ARTS(400, 6329, QUOTA, later, sold_out),
    MODEL_ARTS(400, 6330, ARGUMENT, never, none),
    MODEL_ARTS(400, 6331, ARGUMENT, never, none),
    MODEL_ARTS(400, 6332, ARGUMENT, never, none),
    MODEL_ARTS(400, 6333, CONFLICT, later, wait_minutes),
    MODEL_ARTS(400, 6334, ARGUMENT, never, none),
    MODEL_ARTS(400, 6335, ARGUMENT, never, none),
    MODEL_ARTS(400, 6336, ARGUMENT, never, none),
    MODEL_ARTS(400, 6341, ARGUMENT, never, none),
    MODEL_ARTS(400, 6343, CONFLICT, never, none),
    MODEL_ARTS(400, 6344, CONFLICT, never, none),
    MODEL_ARTS(400, 6345, ARGUMENT, never, none),
    MODEL_ARTS(400, 6346, ARGUMENT, never, from_now),
    MODEL_ARTS(400, 6347, CONFLICT, never, stop_first),
    MODEL_ARTS(400, 6348, ARGUMENT, never, duration),
    MODEL_ARTS(400, 6349, ARGUMENT, never, lease_range),
    MODEL_ARTS(400, 6350, PERMISSION, never, none),
    MODEL_ARTS(400, 6353, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6354, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6355, CONFLICT, later, minute),
    MODEL_ARTS(400, 6357, CONFLICT, later, busy),
    MODEL_ARTS(400, 6358, ARGUMENT, never, none),
    MODEL_ARTS(400, 6360, SERVICE, later, no_resources),
    MODEL_ARTS(400, 6361, SERVICE, never, none),
    MODEL_ARTS(400, 6371, ARGUMENT, never, none),
    MODEL_ARTS(400, 6374, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6376, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6377, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6378, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6379, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6400, ARGUMENT, never, none),
    MODEL_ARTS(0, 6401, AUTHENTICATION, never, renew),
    MODEL_ARTS(400, 6404, NOT_FOUND, never, none),
    MODEL_ARTS(0, 6407, PERMISSION, never, none),
    MODEL_ARTS(400, 6528, QUOTA, later, no_storage),
    MODEL_ARTS(400, 6600, ARGUMENT, never, none),
    MODEL_ARTS(401, 6608, AUTHENTICATION, never, renew),
    MODEL_ARTS(401, 6620, AUTHENTICATION, token, renew),
    MODEL_ARTS(404, 6623, NOT_FOUND, never, none),
    MODEL_ARTS(404, 6624, NOT_FOUND, never, none),
    MODEL_ARTS(404, 6650, NOT_FOUND, never, no_project),
    MODEL_ARTS(500, 6691, SERVICE, later, none),
    MODEL_ARTS(500, 6692, SERVICE, later, none),
    MODEL_ARTS(500, 6699, SERVICE, later, none),
    MODEL_ARTS(0, 6702, ARGUMENT, never, none),
    MODEL_ARTS(400, 6716, QUOTA, later, sold_out),
    MODEL_ARTS(400, 6737, ARGUMENT, never, none),
    MODEL_ARTS(400, 6763, ARGUMENT, never, none),
    // Documented with status 100, which is impossible.
    MODEL_ARTS(0, 6768, ARGUMENT, never, ssh_only),
    MODEL_ARTS(400, 6771, ARGUMENT, never, none),
    MODEL_ARTS(0, 6772, ARGUMENT, never, none),
    MODEL_ARTS(400, 6782, ARGUMENT, never, key_settings),
    MODEL_ARTS(400, 6789, PERMISSION, never, key_pair),
    MODEL_ARTS(400, 6792, ARGUMENT, never, other_flavor),
    MODEL_ARTS(400, 6797, ARGUMENT, never, other_image),
    MODEL_ARTS(400, 6870, ARGUMENT, never, other_flavor),
    MODEL_ARTS(0, 6927, ARGUMENT, never, none),
    MODEL_ARTS(0, 6967, ARGUMENT, never, none),
    // ---------------------------------------------------------------------------------------------- gateways --
    GATEWAYS(404, 0101, NOT_OFFERED, never, not_offered),
    APIG(500, 0103, SERVICE, later, none), APIGW(404, 0103, NOT_FOUND, never, none),
    APIG(500, 0104, SERVICE, later, none), APIGW(400, 0104, ARGUMENT, never, none),
    APIG(500, 0105, SERVICE, later, none), APIGW(400, 0105, ARGUMENT, never, none),
    GATEWAYS(400, 0106, ARGUMENT, never, none),
    APIG(500, 0107, SERVICE, later, none),
    GATEWAYS(400, 0201, ARGUMENT, never, none),
    GATEWAYS(413, 0201, ARGUMENT, never, large_body),
    GATEWAYS(414, 0201, ARGUMENT, never, long_url),
    GATEWAYS(494, 0201, ARGUMENT, never, large_header),
    APIG(500, 0201, SERVICE, later, none),
    GATEWAYS(502, 0201, SERVICE, later, none),
    GATEWAYS(504, 0201, SERVICE, later, none),
    APIG(502, 0202, SERVICE, later, none),
    APIG(504, 0203, SERVICE, later, none),
    APIG(400, 0204, ARGUMENT, never, old_tls),
    APIG(400, 0205, ARGUMENT, never, none),
    GATEWAYS(401, 0301, AUTHENTICATION, token, none),
    GATEWAYS(403, 0302, PERMISSION, never, none),
    GATEWAYS(401, 0303, AUTHENTICATION, never, none),
    GATEWAYS(403, 0304, PERMISSION, never, none),
    GATEWAYS(401, 0305, AUTHENTICATION, never, none),
    GATEWAYS(403, 0306, PERMISSION, never, none),
    GATEWAYS(401, 0307, AUTHENTICATION, token, token_of_region),
    GATEWAYS(429, 0308, RATE_LIMIT, later, none),
    GATEWAYS(403, 0310, PERMISSION, never, suspended),
    GATEWAYS(401, 0311, AUTHENTICATION, never, none),
    APIG(401, 0312, AUTHENTICATION, never, none),
    APIG(401, 0313, AUTHENTICATION, never, none),
    APIG(403, 0314, PERMISSION, never, none),
    GATEWAYS(403, 0401, PERMISSION, never, address),
    GATEWAYS(403, 0402, PERMISSION, never, address),
    GATEWAYS(403, 0404, PERMISSION, never, none),
    APIG(403, 0405, PERMISSION, never, address),
    GATEWAYS(405, 0501, QUOTA, never, none),
    GATEWAYS(405, 0502, PERMISSION, never, arrears),
    GATEWAYS(500, 0601, SERVICE, later, none),
    GATEWAYS(400, 0602, ARGUMENT, never, none),
    GATEWAYS(500, 0605, SERVICE, later, none),
    GATEWAYS(500, 0606, SERVICE, later, none),
    GATEWAYS(400, 0607, ARGUMENT, never, https),
    GATEWAYS(500, 0608, SERVICE, later, none),
    GATEWAYS(500, 0609, SERVICE, later, none),
    GATEWAYS(502, 0610, SERVICE, later, none),
    GATEWAYS(500, 0611, SERVICE, later, none),
    GATEWAYS(500, 0612, SERVICE, later, none),
    GATEWAYS(503, 0613, SERVICE, later, iam_down),
    APIG(500, 0615, SERVICE, later, none),
    APIG(500, 0616, SERVICE, later, none),
    APIG(500, 0617, SERVICE, later, none),
    GATEWAYS(500, 0705, SERVICE, later, none),
    APIGW(403, 0801, NOT_OFFERED, never, other_region),
    GATEWAYS(403, 0802, PERMISSION, never, disabled),
    // -------------------------------------------------------------------------------------------- status alone --
    STATUS(400, ARGUMENT, never, none),
    STATUS(401, AUTHENTICATION, token, none),
    STATUS(403, PERMISSION, never, none),
    STATUS(404, NOT_FOUND, never, none),
    STATUS(408, SERVICE, later, none),
    STATUS(409, CONFLICT, never, none),
    STATUS(413, ARGUMENT, never, none),
    STATUS(414, ARGUMENT, never, none),
    STATUS(422, ARGUMENT, never, none),
    STATUS(429, RATE_LIMIT, later, none),
    STATUS(494, ARGUMENT, never, large_header),
    STATUS(500, SERVICE, later, none),
    STATUS(502, SERVICE, later, none),
    STATUS(503, SERVICE, later, none),
    STATUS(504, SERVICE, later, none),
};

static cschema_error_entry entry(const row *from) {
    return (cschema_error_entry){from->group, from->retry, (const char *)&hints + from->hint};
}

cschema_error_entry cschema_error_find(cschema_family family, int32_t http_status, int64_t number) {
    const row *first = NULL;
    int is_one_group = 1;
    for (size_t index = 0; index < sizeof errors / sizeof errors[0]; index++) {
        const row *each = &errors[index];
        if ((each->families >> family & 1) == 0 || each->number != number) continue;
        // The service sends most of its codes with 400, so use it for codes with an undocumented status.
        if (each->http_status == http_status || (each->http_status == 0 && http_status == 400)) return entry(each);
        if (first == NULL) first = each;
        is_one_group &= each->group == first->group;
    }
    if (first == NULL || !is_one_group || http_status >= 300) return (cschema_error_entry){0, cschema_retry_never, ""};
    return entry(first);
}
