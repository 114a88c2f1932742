// Where each region's services are. Data only; Sources/Service/Account reads it.
#ifndef CSCHEMA_REGIONS_H
#define CSCHEMA_REGIONS_H

#include <stddef.h>

// Texts instead of pointers, which would all have to be set when the library is loaded.
typedef struct cschema_region {
    char name[16];
    char endpoint[52];  // of ModelArts; "" where the cloud lists none
    char iam_endpoint[48];
} cschema_region;

// The region of that name, or NULL.
const cschema_region *cschema_region_find(const char *name, size_t length);

// "'; known regions: eu-de, …, or set ": what follows the name of an unknown region in a message.
const char *cschema_region_known(void);

static inline const char *cschema_region_endpoint(const cschema_region *region) { return region->endpoint; }
static inline const char *cschema_region_iam_endpoint(const cschema_region *region) { return region->iam_endpoint; }

#endif
