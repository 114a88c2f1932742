// Where each region's services are. Data only; Sources/Service/Account reads it.
#ifndef CSCHEMA_REGIONS_H
#define CSCHEMA_REGIONS_H

#include <stddef.h>

typedef struct cschema_region {
    const char *name;
    const char *endpoint;  // of ModelArts; NULL where the cloud lists none
    const char *iam_endpoint;
} cschema_region;

// The region of that name, or NULL.
const cschema_region *cschema_region_find(const char *name, size_t length);

#endif
