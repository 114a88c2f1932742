/* Version, and the names and texts of statuses. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static void the_version_is_the_headers(void)
{
    char text[32];
    CHECK_INTEGER(codelab_version(), CODELAB_VERSION_NUMBER);
    snprintf(text, sizeof text, "%d.%d.%d", CODELAB_VERSION_MAJOR, CODELAB_VERSION_MINOR, CODELAB_VERSION_PATCH);
    CHECK_TEXT(codelab_version_text(), text);
}

static void the_build_text_names_version_mode_and_libcurl(void)
{
    CHECK_CONTAINS(codelab_build_text(), codelab_version_text());
    CHECK_CONTAINS(codelab_build_text(), "curl");
    CHECK(strchr(codelab_build_text(), '\n') == NULL);
}

static void every_status_has_its_name_and_a_text(void)
{
    static const struct { int32_t status; const char *name; } statuses[] = {
#define NAMED(status) {status, #status}
        NAMED(CODELAB_OK), NAMED(CODELAB_DONE), NAMED(CODELAB_E_ARGUMENT), NAMED(CODELAB_E_STATE),
        NAMED(CODELAB_E_NO_MEMORY), NAMED(CODELAB_E_CANCELLED), NAMED(CODELAB_E_DEADLINE), NAMED(CODELAB_E_RESOLVE),
        NAMED(CODELAB_E_CONNECT), NAMED(CODELAB_E_TLS), NAMED(CODELAB_E_TRANSPORT), NAMED(CODELAB_E_PROTOCOL),
        NAMED(CODELAB_E_AUTHENTICATION), NAMED(CODELAB_E_PERMISSION), NAMED(CODELAB_E_NOT_FOUND),
        NAMED(CODELAB_E_NOT_OFFERED), NAMED(CODELAB_E_CONFLICT), NAMED(CODELAB_E_QUOTA), NAMED(CODELAB_E_RATE_LIMIT),
        NAMED(CODELAB_E_SERVICE), NAMED(CODELAB_E_INSTANCE_FAILED), NAMED(CODELAB_E_INTERNAL),
#undef NAMED
    };
    const char *unknown = codelab_status_text(-12345);
    for (size_t at = 0; at < sizeof statuses / sizeof *statuses; at++) {
        const char *text = codelab_status_text(statuses[at].status);
        CHECK_TEXT(codelab_status_name(statuses[at].status), statuses[at].name);
        REQUIRE(text != NULL && text[0] != '\0');
        CHECK(text[strlen(text) - 1] != '.');
        CHECK(strcmp(text, unknown) != 0);
    }
}

static void statuses_of_other_versions_have_a_name_and_a_text_too(void)
{
    static const int32_t others[] = {2, -1, -99, -12345, INT32_MAX, INT32_MIN};
    for (size_t at = 0; at < sizeof others / sizeof *others; at++) {
        CHECK_TEXT(codelab_status_name(others[at]), "CODELAB_UNKNOWN");
        CHECK(codelab_status_text(others[at]) != NULL && codelab_status_text(others[at])[0] != '\0');
    }
}

static const test_case cases[] = {
    {"the version is the header's", the_version_is_the_headers},
    {"the build text names version and libcurl", the_build_text_names_version_mode_and_libcurl},
    {"every status has its name and a text", every_status_has_its_name_and_a_text},
    {"statuses of other versions have a name and a text too", statuses_of_other_versions_have_a_name_and_a_text_too},
    {NULL, NULL},
};
const test_group version_group = {"version and statuses", cases};
