// The endpoints of each region. Data only; Sources/Service/Account reads it.
#ifndef CSCHEMA_REGIONS_H
#define CSCHEMA_REGIONS_H

#include <stddef.h>

// Texts instead of pointers, which the loader would have to relocate.
typedef struct cschema_region {
    char name[16];
    char endpoint[52];  // of ModelArts; "" if the cloud lists none
    char iam_endpoint[48];
} cschema_region;

// Returns the region with that name, or NULL.
const cschema_region *cschema_region_find(const char *name, size_t length);

// Returns "'; known regions: eu-de, …, or set ", which follows the name of an unknown region in a message.
const char *cschema_region_known(void);

static inline const char *cschema_region_endpoint(const cschema_region *region) { return region->endpoint; }
static inline const char *cschema_region_iam_endpoint(const cschema_region *region) { return region->iam_endpoint; }

#endif
