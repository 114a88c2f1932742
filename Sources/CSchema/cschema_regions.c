// Sources:
//   Open Telekom Cloud   regions-and-endpoints, 2026-03-03; Swiss edition, 2025-06-13
//   Huawei Cloud         the regions in the vendor's SDK for ModelArts; addresses by the rule that "Endpoints" of the
//                        ModelArts API reference (modelarts_03_0141) states. The SDK has one more ending for
//                        ap-southeast-1, .cn, which no document knows.
//   Huawei Cloud Europe  its own pages
#include "cschema_regions.h"

#include <string.h>

#define REGIONS(OTHER, INTERNATIONAL)                                                                              \
    OTHER("eu-de", "https://modelarts.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com")             \
    OTHER("eu-nl", "", "https://iam.eu-nl.otc.t-systems.com")                                                      \
    OTHER("eu-ch2", "", "https://iam-pub.eu-ch2.sc.otc.t-systems.com")                                             \
    OTHER("eu-west-101", "https://modelarts.eu-west-101.myhuaweicloud.eu",                                         \
          "https://iam.eu-west-101.myhuaweicloud.eu")                                                              \
    INTERNATIONAL("cn-north-1") INTERNATIONAL("cn-north-2") INTERNATIONAL("cn-north-4")                            \
    INTERNATIONAL("cn-north-9") INTERNATIONAL("cn-north-11") INTERNATIONAL("cn-north-12")                          \
    INTERNATIONAL("cn-south-1") INTERNATIONAL("cn-east-3") INTERNATIONAL("cn-east-4")                              \
    INTERNATIONAL("cn-southwest-2") INTERNATIONAL("cn-southwest-3") INTERNATIONAL("ap-southeast-1")                \
    INTERNATIONAL("ap-southeast-2") INTERNATIONAL("ap-southeast-3") INTERNATIONAL("ap-southeast-4")                \
    INTERNATIONAL("la-south-2") INTERNATIONAL("la-north-2") INTERNATIONAL("af-south-1")                            \
    INTERNATIONAL("af-north-1") INTERNATIONAL("tr-west-1") INTERNATIONAL("me-east-1")                              \
    INTERNATIONAL("sa-brazil-1")

#define OTHER(region, endpoint, iam_endpoint) {region, endpoint, iam_endpoint},
#define INTERNATIONAL(region) \
    {region, "https://modelarts." region ".myhuaweicloud.com", "https://iam." region ".myhuaweicloud.com"},
#define OTHER_NAME(region, endpoint, iam_endpoint) region ", "
#define INTERNATIONAL_NAME(region) region ", "

static const cschema_region regions[] = {REGIONS(OTHER, INTERNATIONAL)};

const cschema_region *cschema_region_find(const char *name, size_t length) {
    for (size_t index = 0; index < sizeof regions / sizeof regions[0]; index++) {
        const cschema_region *region = &regions[index];
        if (strlen(region->name) == length && memcmp(region->name, name, length) == 0) return region;
    }
    return NULL;
}

const char *cschema_region_known(void) {
    return "'; known regions: " REGIONS(OTHER_NAME, INTERNATIONAL_NAME) "or set ";
}
