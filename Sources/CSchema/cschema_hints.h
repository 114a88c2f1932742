// What to do about an error of the service, as the end of a sentence.
#ifndef CSCHEMA_HINTS_H
#define CSCHEMA_HINTS_H

// none: the hint of the error's group is enough.
#define HINTS(HINT)                                                                                          \
    HINT(none, "")                                                                                           \
    HINT(free_something, "free something, or ask for a larger quota")                                        \
    HINT(renew, "get a new token, scoped to this project")                                                   \
    HINT(other_project, "the token has no project of this region: get one that is scoped to this project")   \
    HINT(agree, "accept the service statement in the console")                                               \
    HINT(authorise, "complete the authorisation in ModelArts' global settings")                              \
    HINT(key_settings, "set an access key in ModelArts' global settings")                                    \
    HINT(arrears, "settle the account's balance")                                                            \
    HINT(sold_out, "try again later, or choose another flavor")                                              \
    HINT(stop_first, "stop the instance first")                                                              \
    HINT(wait_for_it, "wait until that has ended")                                                           \
    HINT(wait_minutes, "wait some minutes")                                                                  \
    HINT(not_offered,                                                                                        \
         "this region does not offer the call; open can create an instance instead: see "                    \
         "create_if_not_offered")                                                                            \
    HINT(large_header,                                                                                       \
         "a header is over 32 KiB, most likely the token: sign with an access key, or use a user with "      \
         "fewer roles")                                                                                      \
    HINT(other_flavor, "choose one of the flavors that it can switch to")                                    \
    HINT(other_image, "choose one from the list of images")                                                  \
    HINT(no_workspace, "unknown workspace")                                                                  \
    HINT(role, "ask the account's administrator for a role with this permission")                            \
    HINT(workspace_right, "ask for permissions in this workspace")                                           \
    HINT(no_token, "the service received no token: check for a proxy that removes headers")                  \
    HINT(expired, "the token has expired: get a new one")                                                    \
    HINT(account_token, "the token is an account's: get one that is scoped to this project")                 \
    HINT(compare_keys, "check access_key and secret_key")                                                    \
    HINT(project_form, "not a valid project id")                                                             \
    HINT(wrong_project, "the credential belongs to another project: correct project_id")                     \
    HINT(frozen, "the account is frozen or expired, or has no permission for OBS")                           \
    HINT(no_resources, "no resources are free: try again later")                                             \
    HINT(exists, "list the instances to find the existing one")                                              \
    HINT(one_too_many, "delete an instance, or use the existing one")                                        \
    HINT(slash, "the path must end with a slash")                                                            \
    HINT(listed_flavor, "choose one from the list of flavors")                                               \
    HINT(start_first, "start the instance first")                                                            \
    HINT(allowed_flavor, "choose a flavor that this user may use")                                           \
    HINT(from_now, "a lease counts from now: set a longer duration")                                         \
    HINT(duration, "set a duration")                                                                         \
    HINT(lease_range, "a lease lasts from 1 to 72 hours")                                                    \
    HINT(minute, "try again in a minute")                                                                    \
    HINT(busy, "it is busy, or already in that state")                                                       \
    HINT(no_storage, "no EVS storage is left: try again later")                                              \
    HINT(no_project, "unknown project: check project_id and region")                                         \
    HINT(ssh_only, "the image only supports SSH, which needs a key pair")                                    \
    HINT(key_pair, "use a key pair of this user")                                                            \
    HINT(large_body, "a body is limited to 12 MB")                                                           \
    HINT(long_url, "a URL is limited to 32 KiB")                                                             \
    HINT(old_tls, "the gateway requires TLS 1.2: check for a proxy")                                         \
    HINT(token_of_region, "get a new token of this region")                                                  \
    HINT(suspended, "the project is not usable: check whether it is suspended")                              \
    HINT(address, "the service refuses this machine's IP address")                                           \
    HINT(https, "use https://")                                                                              \
    HINT(iam_down, "IAM is down: try again later")                                                           \
    HINT(other_region, "the service is not in this region")                                                  \
    HINT(disabled, "the user is disabled in this region")

// All texts are in one struct, and referred to by offsets: the loader would have to relocate pointers.
#define DECLARED(name, text) char name[sizeof(text)];
#define WRITTEN(name, text) text,
struct hints { HINTS(DECLARED) };
static const struct hints hints = {HINTS(WRITTEN)};

#endif
