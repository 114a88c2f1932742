// Sources:
//   ModelArts   error codes (modelarts_03_0095) and status codes (modelarts_03_0094) of the ModelArts API reference,
//               2025-08-26; one row of its edition of 2024; a few codes that only public clients of the service know
//   APIG        error codes of API Gateway, Open Telekom Cloud (apig_03_0048)
//   APIGW       error codes of the API Request Signing Guide (api-sign-errorcode)
// Left to their status: codes of the gateways from 1001 on, for tokens of applications, which no client here has.
#include "cschema_errors.h"

#include "../../include/codelab.h"

#define ROW(family, status, number, group, retry, hint) \
    {cschema_family_##family, cschema_retry_##retry, status, number, CODELAB_E_##group, hint}
// Leading zeroes would make octal numbers of some.
#define MODEL_ARTS(status, number, group, retry, hint) ROW(model_arts, status, 1##number - 10000, group, retry, hint)
#define APIG(status, number, group, retry, hint) ROW(apig, status, 1##number - 10000, group, retry, hint)
#define APIGW(status, number, group, retry, hint) ROW(apigw, status, 1##number - 10000, group, retry, hint)
#define BOTH(status, number, group, retry, hint) \
    APIG(status, number, group, retry, hint), APIGW(status, number, group, retry, hint)
#define STATUS(value, group, retry, hint) ROW(status, value, 0, group, retry, hint)

static const char free_something[] = "free something, or ask for a larger quota";
static const char renew[] = "get a new token, scoped to this project";
static const char other_project[] = "the token has no project of this region: get one that is scoped to this project";
static const char agree[] = "accept the service statement in the console";
static const char authorise[] = "complete the authorisation in ModelArts' global settings";
static const char key_settings[] = "set an access key in ModelArts' global settings";
static const char arrears[] = "settle the account's balance";
static const char sold_out[] = "try again later, or take another flavor";
static const char stop_first[] = "stop the instance first";
static const char wait_for_it[] = "wait until that is over";
static const char wait_minutes[] = "wait some minutes";
static const char not_offered[] =
    "this region has no such call; in place of open, an instance can be created with feature DEFAULT "
    "(CODELAB_OPEN_CREATE_IF_NOT_OFFERED)";
static const char large_header[] =
    "a header is over 32 KiB, most likely the token: sign with an access key, or use a user with fewer roles";
static const char other_flavor[] = "choose one of the flavors it can switch to";
static const char other_image[] = "choose one from the list of images";

static const cschema_error_row errors[] = {
    // ------------------------------------------------------------------------------------- ModelArts, common --
    MODEL_ARTS(500, 0010, SERVICE, later, NULL),
    MODEL_ARTS(404, 0015, NOT_FOUND, never, NULL),
    MODEL_ARTS(400, 0101, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 0102, ARGUMENT, never, "there is no such workspace"),
    MODEL_ARTS(400, 0104, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 0107, ARGUMENT, never, NULL),
    MODEL_ARTS(403, 0108, PERMISSION, never, NULL),
    MODEL_ARTS(500, 0109, PERMISSION, never, NULL),
    MODEL_ARTS(401, 0112, AUTHENTICATION, never, "ask the account's administrator for a role that may do this"),
    MODEL_ARTS(403, 0112, PERMISSION, never, "ask for rights in this workspace"),
    MODEL_ARTS(400, 0113, QUOTA, never, free_something),
    // Printed with a status of 100, which cannot be.
    MODEL_ARTS(0, 0116, QUOTA, never, free_something),
    MODEL_ARTS(400, 0118, QUOTA, never, free_something),
    MODEL_ARTS(401, 0201, AUTHENTICATION, never, "the service has seen no token: does a proxy take headers away?"),
    MODEL_ARTS(401, 0202, AUTHENTICATION, token, "the token has expired: get a new one"),
    MODEL_ARTS(401, 0203, AUTHENTICATION, token, renew),
    MODEL_ARTS(403, 0203, AUTHENTICATION, never, renew),
    MODEL_ARTS(400, 0204, AUTHENTICATION, never, "the token is an account's: get one that is scoped to this project"),
    MODEL_ARTS(401, 0204, AUTHENTICATION, token, renew),
    MODEL_ARTS(401, 0205, AUTHENTICATION, never, NULL),
    MODEL_ARTS(401, 0206, AUTHENTICATION, never, NULL),
    MODEL_ARTS(403, 0206, AUTHENTICATION, never, "compare access_key and secret_key with what the console gave"),
    MODEL_ARTS(401, 0207, AUTHENTICATION, never, other_project),
    MODEL_ARTS(401, 0208, AUTHENTICATION, never, NULL),
    MODEL_ARTS(401, 0209, AUTHENTICATION, never, NULL),
    MODEL_ARTS(400, 0210, ARGUMENT, never, "the project id has not the form of one"),
    MODEL_ARTS(401, 0210, AUTHENTICATION, never, NULL),
    MODEL_ARTS(403, 0210, PERMISSION, never, "the credential belongs to another project than project_id: give its own"),
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
    MODEL_ARTS(400, 1002, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 1003, PERMISSION, never, "the account is frozen or expired, or has no right to OBS"),
    // ---------------------------------------------------------------------------------- ModelArts, notebooks --
    MODEL_ARTS(408, 6100, SERVICE, later, NULL),
    MODEL_ARTS(429, 6101, RATE_LIMIT, later, NULL),
    MODEL_ARTS(500, 6102, SERVICE, later, NULL),
    MODEL_ARTS(500, 6200, SERVICE, later, "no resources are free: try again later"),
    MODEL_ARTS(401, 6201, PERMISSION, never, arrears),
    MODEL_ARTS(401, 6203, PERMISSION, never, arrears),
    MODEL_ARTS(400, 6301, CONFLICT, never, "list the instances to find the one that is there"),
    MODEL_ARTS(400, 6302, QUOTA, never, "delete an instance, or use the one that is there"),
    MODEL_ARTS(400, 6303, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6304, CONFLICT, never, stop_first),
    MODEL_ARTS(400, 6305, CONFLICT, never, NULL),
    MODEL_ARTS(400, 6306, CONFLICT, later, wait_for_it),
    MODEL_ARTS(400, 6307, CONFLICT, never, NULL),
    MODEL_ARTS(400, 6308, CONFLICT, later, wait_for_it),
    MODEL_ARTS(400, 6309, NOT_FOUND, never, NULL),
    MODEL_ARTS(400, 6316, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6317, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6318, ARGUMENT, never, "the path must end with a slash"),
    MODEL_ARTS(400, 6319, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6320, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6323, ARGUMENT, never, "choose one from the list of flavors"),
    MODEL_ARTS(400, 6324, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6326, PERMISSION, never, arrears),
    MODEL_ARTS(400, 6327, CONFLICT, never, "start the instance first"),
    MODEL_ARTS(400, 6328, PERMISSION, never, "choose a flavor that this user may have"),
    MODEL_ARTS(400, 6329, QUOTA, later, sold_out),
    MODEL_ARTS(400, 6330, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6331, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6332, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6333, CONFLICT, later, wait_minutes),
    MODEL_ARTS(400, 6334, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6335, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6336, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6341, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6343, CONFLICT, never, NULL),
    MODEL_ARTS(400, 6344, CONFLICT, never, NULL),
    MODEL_ARTS(400, 6345, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6346, ARGUMENT, never, "a lease counts from now: give a longer duration"),
    MODEL_ARTS(400, 6347, CONFLICT, never, stop_first),
    MODEL_ARTS(400, 6348, ARGUMENT, never, "give a duration"),
    MODEL_ARTS(400, 6349, ARGUMENT, never, "a lease lasts from 1 to 72 hours"),
    MODEL_ARTS(400, 6350, PERMISSION, never, NULL),
    MODEL_ARTS(400, 6353, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6354, PERMISSION, never, key_settings),
    MODEL_ARTS(400, 6355, CONFLICT, later, "try again in a minute"),
    MODEL_ARTS(400, 6357, CONFLICT, later, "it is busy, or is already as it should be"),
    MODEL_ARTS(400, 6358, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6360, SERVICE, later, "no resources are free: try again later"),
    MODEL_ARTS(400, 6361, SERVICE, never, NULL),
    MODEL_ARTS(400, 6371, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6374, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6376, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6377, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6378, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6379, PERMISSION, never, authorise),
    MODEL_ARTS(400, 6400, ARGUMENT, never, NULL),
    MODEL_ARTS(0, 6401, AUTHENTICATION, never, renew),
    MODEL_ARTS(400, 6404, NOT_FOUND, never, NULL),
    MODEL_ARTS(0, 6407, PERMISSION, never, NULL),
    MODEL_ARTS(400, 6528, QUOTA, later, "no EVS storage is left: try again later"),
    MODEL_ARTS(400, 6600, ARGUMENT, never, NULL),
    MODEL_ARTS(401, 6608, AUTHENTICATION, never, renew),
    MODEL_ARTS(401, 6620, AUTHENTICATION, token, renew),
    MODEL_ARTS(404, 6623, NOT_FOUND, never, NULL),
    MODEL_ARTS(404, 6624, NOT_FOUND, never, NULL),
    MODEL_ARTS(404, 6650, NOT_FOUND, never, "there is no such project here: compare project_id and region"),
    MODEL_ARTS(500, 6691, SERVICE, later, NULL),
    MODEL_ARTS(500, 6692, SERVICE, later, NULL),
    MODEL_ARTS(500, 6699, SERVICE, later, NULL),
    MODEL_ARTS(0, 6702, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6716, QUOTA, later, sold_out),
    MODEL_ARTS(400, 6737, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6763, ARGUMENT, never, NULL),
    // Printed with a status of 100, which cannot be.
    MODEL_ARTS(0, 6768, ARGUMENT, never, "the image can only be reached by SSH, which needs a key pair"),
    MODEL_ARTS(400, 6771, ARGUMENT, never, NULL),
    MODEL_ARTS(0, 6772, ARGUMENT, never, NULL),
    MODEL_ARTS(400, 6782, ARGUMENT, never, key_settings),
    MODEL_ARTS(400, 6789, PERMISSION, never, "use a key pair of this user"),
    MODEL_ARTS(400, 6792, ARGUMENT, never, other_flavor),
    MODEL_ARTS(400, 6797, ARGUMENT, never, other_image),
    MODEL_ARTS(400, 6870, ARGUMENT, never, other_flavor),
    MODEL_ARTS(0, 6927, ARGUMENT, never, NULL),
    MODEL_ARTS(0, 6967, ARGUMENT, never, NULL),
    // ---------------------------------------------------------------------------------------------- gateways --
    BOTH(404, 0101, NOT_OFFERED, never, not_offered),
    APIG(500, 0103, SERVICE, later, NULL), APIGW(404, 0103, NOT_FOUND, never, NULL),
    APIG(500, 0104, SERVICE, later, NULL), APIGW(400, 0104, ARGUMENT, never, NULL),
    APIG(500, 0105, SERVICE, later, NULL), APIGW(400, 0105, ARGUMENT, never, NULL),
    BOTH(400, 0106, ARGUMENT, never, NULL),
    APIG(500, 0107, SERVICE, later, NULL),
    BOTH(400, 0201, ARGUMENT, never, NULL),
    BOTH(413, 0201, ARGUMENT, never, "a body may have 12 MB"),
    BOTH(414, 0201, ARGUMENT, never, "a URL may have 32 KiB"),
    BOTH(494, 0201, ARGUMENT, never, large_header),
    APIG(500, 0201, SERVICE, later, NULL),
    BOTH(502, 0201, SERVICE, later, NULL),
    BOTH(504, 0201, SERVICE, later, NULL),
    APIG(502, 0202, SERVICE, later, NULL),
    APIG(504, 0203, SERVICE, later, NULL),
    APIG(400, 0204, ARGUMENT, never, "the gateway wants TLS 1.2: is a proxy in between?"),
    APIG(400, 0205, ARGUMENT, never, NULL),
    BOTH(401, 0301, AUTHENTICATION, token, NULL),
    BOTH(403, 0302, PERMISSION, never, NULL),
    BOTH(401, 0303, AUTHENTICATION, never, NULL),
    BOTH(403, 0304, PERMISSION, never, NULL),
    BOTH(401, 0305, AUTHENTICATION, never, NULL),
    BOTH(403, 0306, PERMISSION, never, NULL),
    BOTH(401, 0307, AUTHENTICATION, token, "get a new token, of this region: others are not taken here"),
    BOTH(429, 0308, RATE_LIMIT, later, NULL),
    BOTH(403, 0310, PERMISSION, never, "the project cannot be used: is it suspended?"),
    BOTH(401, 0311, AUTHENTICATION, never, NULL),
    APIG(401, 0312, AUTHENTICATION, never, NULL),
    APIG(401, 0313, AUTHENTICATION, never, NULL),
    APIG(403, 0314, PERMISSION, never, NULL),
    BOTH(403, 0401, PERMISSION, never, "this machine's address may not call the service"),
    BOTH(403, 0402, PERMISSION, never, "this machine's address may not call the service"),
    BOTH(403, 0404, PERMISSION, never, NULL),
    APIG(403, 0405, PERMISSION, never, "this machine's address may not call the service"),
    BOTH(405, 0501, QUOTA, never, NULL),
    BOTH(405, 0502, PERMISSION, never, arrears),
    BOTH(500, 0601, SERVICE, later, NULL),
    BOTH(400, 0602, ARGUMENT, never, NULL),
    BOTH(500, 0605, SERVICE, later, NULL),
    BOTH(500, 0606, SERVICE, later, NULL),
    BOTH(400, 0607, ARGUMENT, never, "use https://"),
    BOTH(500, 0608, SERVICE, later, NULL),
    BOTH(500, 0609, SERVICE, later, NULL),
    BOTH(502, 0610, SERVICE, later, NULL),
    BOTH(500, 0611, SERVICE, later, NULL),
    BOTH(500, 0612, SERVICE, later, NULL),
    BOTH(503, 0613, SERVICE, later, "IAM is down: try again later"),
    APIG(500, 0615, SERVICE, later, NULL),
    APIG(500, 0616, SERVICE, later, NULL),
    APIG(500, 0617, SERVICE, later, NULL),
    BOTH(500, 0705, SERVICE, later, NULL),
    APIGW(403, 0801, NOT_OFFERED, never, "the service is not in this region"),
    BOTH(403, 0802, PERMISSION, never, "the user is disabled in this region"),
    // -------------------------------------------------------------------------------------------- status alone --
    STATUS(400, ARGUMENT, never, NULL),
    STATUS(401, AUTHENTICATION, token, NULL),
    STATUS(403, PERMISSION, never, NULL),
    STATUS(404, NOT_FOUND, never, NULL),
    STATUS(408, SERVICE, later, NULL),
    STATUS(409, CONFLICT, never, NULL),
    STATUS(413, ARGUMENT, never, NULL),
    STATUS(414, ARGUMENT, never, NULL),
    STATUS(422, ARGUMENT, never, NULL),
    STATUS(429, RATE_LIMIT, later, NULL),
    STATUS(494, ARGUMENT, never, large_header),
    STATUS(500, SERVICE, later, NULL),
    STATUS(502, SERVICE, later, NULL),
    STATUS(503, SERVICE, later, NULL),
    STATUS(504, SERVICE, later, NULL),
};

const cschema_error_row *cschema_error_find(cschema_family family, int32_t http_status, int64_t number) {
    const cschema_error_row *first = NULL;
    int is_one_group = 1;
    for (size_t index = 0; index < sizeof errors / sizeof errors[0]; index++) {
        const cschema_error_row *row = &errors[index];
        if (row->family != family || row->number != number) continue;
        if (row->http_status == http_status) return row;
        if (first == NULL) first = row;
        is_one_group &= row->group == first->group;
    }
    return is_one_group ? first : NULL;
}
