// What can be done about an error of the service, as the end of a sentence.
#ifndef CSCHEMA_HINTS_H
#define CSCHEMA_HINTS_H

// none: there is no more to say than about the error's group.
#define HINTS(HINT)                                                                                          \
    HINT(none, "")                                                                                           \
    HINT(free_something, "free something, or ask for a larger quota")                                        \
    HINT(renew, "get a new token, scoped to this project")                                                   \
    HINT(other_project, "the token has no project of this region: get one that is scoped to this project")   \
    HINT(agree, "accept the service statement in the console")                                               \
    HINT(authorise, "complete the authorisation in ModelArts' global settings")                              \
    HINT(key_settings, "set an access key in ModelArts' global settings")                                    \
    HINT(arrears, "settle the account's balance")                                                            \
    HINT(sold_out, "try again later, or take another flavor")                                                \
    HINT(stop_first, "stop the instance first")                                                              \
    HINT(wait_for_it, "wait until that is over")                                                             \
    HINT(wait_minutes, "wait some minutes")                                                                  \
    HINT(not_offered,                                                                                        \
         "this region has no such call; in place of open, an instance can be created with feature "          \
         "DEFAULT (CODELAB_OPEN_CREATE_IF_NOT_OFFERED)")                                                     \
    HINT(large_header,                                                                                       \
         "a header is over 32 KiB, most likely the token: sign with an access key, or use a user with "      \
         "fewer roles")                                                                                      \
    HINT(other_flavor, "choose one of the flavors it can switch to")                                         \
    HINT(other_image, "choose one from the list of images")                                                  \
    HINT(no_workspace, "there is no such workspace")                                                         \
    HINT(role, "ask the account's administrator for a role that may do this")                                \
    HINT(workspace_right, "ask for rights in this workspace")                                                \
    HINT(no_token, "the service has seen no token: does a proxy take headers away?")                         \
    HINT(expired, "the token has expired: get a new one")                                                    \
    HINT(account_token, "the token is an account's: get one that is scoped to this project")                 \
    HINT(compare_keys, "compare access_key and secret_key with what the console gave")                       \
    HINT(project_form, "the project id has not the form of one")                                             \
    HINT(wrong_project, "the credential belongs to another project than project_id: give its own")           \
    HINT(frozen, "the account is frozen or expired, or has no right to OBS")                                 \
    HINT(no_resources, "no resources are free: try again later")                                             \
    HINT(exists, "list the instances to find the one that is there")                                         \
    HINT(one_too_many, "delete an instance, or use the one that is there")                                   \
    HINT(slash, "the path must end with a slash")                                                            \
    HINT(listed_flavor, "choose one from the list of flavors")                                               \
    HINT(start_first, "start the instance first")                                                            \
    HINT(allowed_flavor, "choose a flavor that this user may have")                                          \
    HINT(from_now, "a lease counts from now: give a longer duration")                                        \
    HINT(duration, "give a duration")                                                                        \
    HINT(lease_range, "a lease lasts from 1 to 72 hours")                                                    \
    HINT(minute, "try again in a minute")                                                                    \
    HINT(busy, "it is busy, or is already as it should be")                                                  \
    HINT(no_storage, "no EVS storage is left: try again later")                                              \
    HINT(no_project, "there is no such project here: compare project_id and region")                         \
    HINT(ssh_only, "the image can only be reached by SSH, which needs a key pair")                           \
    HINT(key_pair, "use a key pair of this user")                                                            \
    HINT(large_body, "a body may have 12 MB")                                                                \
    HINT(long_url, "a URL may have 32 KiB")                                                                  \
    HINT(old_tls, "the gateway wants TLS 1.2: is a proxy in between?")                                       \
    HINT(token_of_region, "get a new token, of this region: others are not taken here")                      \
    HINT(suspended, "the project cannot be used: is it suspended?")                                          \
    HINT(address, "this machine's address may not call the service")                                         \
    HINT(https, "use https://")                                                                              \
    HINT(iam_down, "IAM is down: try again later")                                                           \
    HINT(other_region, "the service is not in this region")                                                  \
    HINT(disabled, "the user is disabled in this region")

// One after the other in one place, and known by their offsets: pointers would all have to be set when the library is
// loaded.
#define DECLARED(name, text) char name[sizeof(text)];
#define WRITTEN(name, text) text,
struct hints { HINTS(DECLARED) };
static const struct hints hints = {HINTS(WRITTEN)};

#endif
