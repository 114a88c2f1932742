#include "credentials.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Returns the value of the known name that the text after a dollar sign begins with, and the name's length. */
static const char *value_of(const simulator_user *user, const char *name, size_t *length)
{
    const struct { const char *name; const char *value; } known[] = {
        {"endpoint", user->endpoint},           {"project_id", user->project_id},
        {"project_name", user->project_name},   {"token", user->token},
        {"access_key", user->access_key},       {"secret_key", user->secret_key},
        {"security_token", user->security_token}, {"user_name", user->user_name},
        {"password", user->password},           {"domain_name", user->domain_name},
        {"user_id", user->user_id},             {"domain_id", user->domain_id},
    };
    for (size_t at = 0; at < sizeof known / sizeof *known; at++) {
        *length = strlen(known[at].name);
        if (strncmp(name, known[at].name, *length) == 0) return known[at].value;
    }
    return NULL;
}

const char *expand(text_pool *pool, const char *text)
{
    char *made = NULL;
    size_t made_length = 0;
    FILE *to = open_memstream(&made, &made_length);
    if (!to || pool->count == sizeof pool->texts / sizeof *pool->texts) {
        FAIL("there is no place for one more text");
        if (to) fclose(to);
        free(made);
        return "";
    }
    while (*text) {
        size_t length = 0;
        const char *value = *text == '$' ? value_of(pool->user, text + 1, &length) : NULL;
        if (*text == '$' && !value) FAIL("no user has a %s", text);
        if (value) fputs(value, to);
        else fputc(*text, to);
        text += value ? length + 1 : 1;
    }
    fclose(to);
    pool->texts[pool->count++] = made;
    return made;
}

void text_pool_free(text_pool *pool)
{
    while (pool->count) free(pool->texts[--pool->count]);
}

codelab_client_options options_with(enum credential_kind kind, const simulator_user *user)
{
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    options.retry_delay_ms = 1;
    options.retry_delay_max_ms = 5;
    if (kind == CREDENTIAL_ENVIRONMENT) return options;
    options.endpoint = user->endpoint;
    if (kind == CREDENTIAL_TOKEN) {
        options.project_id = user->project_id;
        options.token = user->token;
        return options;
    }
    options.iam_endpoint = user->endpoint;
    if (kind == CREDENTIAL_PASSWORD) {
        options.user_name = user->user_name;
        options.password = user->password;
        options.domain_name = user->domain_name;
        options.project_name = user->project_name;
        return options;
    }
    options.project_id = user->project_id;
    options.access_key = user->access_key;
    options.secret_key = user->secret_key;
    if (kind == CREDENTIAL_TEMPORARY_KEYS) options.security_token = user->security_token;
    return options;
}

void environment_clear(void)
{
    static const char *const families[] = {"CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_"};
    char name[256];
    for (size_t family = 0; family < sizeof families / sizeof *families; family++) {
        for (char **each = environ; *each;) {
            size_t length = strcspn(*each, "=");
            int is_other = strncmp(*each, families[family], strlen(families[family])) != 0;
            if (is_other || length >= sizeof name || strncmp(*each, "CODELAB_TEST_", 13) == 0) {
                each++;
                continue;
            }
            memcpy(name, *each, length);
            name[length] = '\0';
            unsetenv(name);
            each = environ;
        }
    }
}

void environment_set(const credential_variable *variables, text_pool *pool)
{
    environment_clear();
    for (; variables && variables->name; variables++) setenv(variables->name, expand(pool, variables->value), 1);
}
