// Pages of lists.
#include "cschema_blanks.h"
#include "cschema_macros.h"
#include "cschema_objects.h"
#include "cschema_slots.h"

typedef struct page_response {
    codelab_page page;
    cschema_error error;
    int64_t other_flavors_count;
    const codelab_flavor *const *other_flavors;
} page_response;

#define FOLLOWS(type) \
    _Static_assert(offsetof(type, dropped) == offsetof(type, dropped_count) + sizeof(int64_t), "DROPPED() gives one")
FOLLOWS(codelab_instance);
FOLLOWS(codelab_image);
FOLLOWS(codelab_lease);
FOLLOWS(codelab_flavor);
FOLLOWS(codelab_page);

static const page_response page_blank = {
    .page = {BLANK(codelab_page)},
};

static const cschema_alias page_aliases[] = {ERROR_ALIASES(page_response)};

// `data` is the field with the elements of the page.
#define PAGE_FIELDS(data)                          \
    INTEGER(codelab_page, "current", current),     \
        data,                                      \
        INTEGER(codelab_page, "pages", pages),     \
        INTEGER(codelab_page, "size", size),       \
        INTEGER(codelab_page, "total", total),     \
        ERROR_FIELDS(page_response)

#define PAGE_TABLE(name, capitals)                           \
    TABLE(name, page_response, capitals),                \
    DROPPED(codelab_page),                                   \
    .error_offset = offsetof(page_response, error)

// The three kinds of pages share one blank.
#define instance_page_blank page_blank
#define image_page_blank page_blank
#define flavor_page_blank page_blank

static const cschema_field instance_page_fields[] = {
    PAGE_FIELDS(STRICT_OBJECTS(codelab_page, "data", instances, &cschema_document_object)), END,
};

const cschema_object cschema_instance_page_object = {PAGE_TABLE(instance_page, PAGE), ALIASES(page)};

static const cschema_field image_page_fields[] = {
    PAGE_FIELDS(STRICT_OBJECTS(codelab_page, "data", images, &cschema_image_object)), END,
};

const cschema_object cschema_image_page_object = {PAGE_TABLE(image_page, PAGE), ALIASES(page)};

// Flavors come under one of two names, or under both.
static const cschema_field flavor_page_fields[] = {
    PAGE_FIELDS(STRICT_OBJECTS(codelab_page, "data", flavors, &flavor_object)),
    SECOND_STRICT_OBJECTS(page_response, "flavors", other_flavors, &flavor_object),
    END,
};

static const cschema_alias flavor_page_aliases[] = {
    ERROR_ALIASES(page_response),
    ALIAS_ARRAY(objects, page_response, other_flavors, page.flavors),
};

const cschema_object cschema_flavor_page_object = {PAGE_TABLE(flavor_page, FLAVOR_PAGE), ALIASES(flavor_page)};
