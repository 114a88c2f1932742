// Where cschema_find() looks for a key: slots[((first eight bytes + length) * factor) >> (64 - bits)] is the index of
// its field. DecodingTableTests prints what belongs here when a table has changed.
#ifndef CSCHEMA_SLOTS_H
#define CSCHEMA_SLOTS_H

#include <stdint.h>

#define DOCUMENT_BITS 7
#define DOCUMENT_FACTOR 0xd99827bd2331c0f5u
#define DOCUMENT_SLOTS \
    35, 0, 34, 0, 0, 12, 0, 0, 0, 0, 0, 7, 0, 27, 0, 0, 0, 0, 0, 0, 0, 24, 9, 0, 30, 0, 0, 0, 0, 0, 0, 0, \
    0, 0, 0, 0, 0, 0, 0, 32, 36, 5, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 28, \
    11, 20, 26, 0, 0, 16, 0, 0, 0, 21, 0, 22, 23, 25, 0, 0, 0, 0, 3, 0, 29, 0, 13, 0, 0, 15, 0, 0, 0, 0, 18, 0, \
    0, 0, 0, 0, 0, 31, 0, 2, 0, 0, 0, 0, 0, 0, 0, 10, 0, 17, 0, 0, 1, 0, 0, 0, 0, 0, 0, 19, 0, 6, 8, 33

#define STEP_BITS 3
#define STEP_FACTOR 0xf44be7baf32735afu
#define STEP_SLOTS \
    1, 0, 0, 2, 0, 3, 0, 4

#define ENDPOINT_BITS 4
#define ENDPOINT_FACTOR 0xce2cfd68ceed53edu
#define ENDPOINT_SLOTS \
    4, 0, 0, 0, 2, 5, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0

#define LEASE_BITS 4
#define LEASE_FACTOR 0xd1bf531e7dc78dfdu
#define LEASE_SLOTS \
    0, 0, 4, 3, 0, 0, 0, 0, 0, 1, 6, 5, 0, 2, 0, 0

#define TAG_BITS 2
#define TAG_FACTOR 0x6fca8335f7699f4bu
#define TAG_SLOTS \
    1, 0, 0, 0

#define IMAGE_BITS 6
#define IMAGE_FACTOR 0xa935bc527b8f298bu
#define IMAGE_SLOTS \
    13, 6, 15, 0, 0, 16, 0, 0, 0, 0, 24, 0, 8, 22, 0, 0, 0, 0, 0, 0, 21, 0, 3, 0, 11, 0, 7, 0, 2, 10, 0, 0, \
    23, 17, 0, 0, 0, 9, 14, 0, 25, 5, 0, 0, 0, 1, 20, 0, 0, 0, 4, 0, 0, 19, 26, 0, 12, 27, 0, 0, 0, 0, 0, 18

#define VOLUME_BITS 5
#define VOLUME_FACTOR 0xd19b7c2f075d9eb1u
#define VOLUME_SLOTS \
    0, 0, 3, 2, 0, 0, 0, 1, 0, 9, 0, 4, 5, 10, 6, 0, 0, 0, 0, 11, 0, 8, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0

#define DATA_VOLUME_BITS 3
#define DATA_VOLUME_FACTOR 0xa99669158df88983u
#define DATA_VOLUME_SLOTS \
    0, 2, 0, 3, 0, 1, 4, 0

#define POOL_BITS 2
#define POOL_FACTOR 0xa8143149c1bcf183u
#define POOL_SLOTS \
    0, 0, 1, 0

#define DOMAIN_BITS 2
#define DOMAIN_FACTOR 0xdfd3b72baf6ba861u
#define DOMAIN_SLOTS \
    1, 0, 0, 0

#define USER_BITS 3
#define USER_FACTOR 0x1a33d28ae51f3983u
#define USER_SLOTS \
    0, 1, 0, 0, 0, 2, 0, 0

#define RUN_USER_BITS 3
#define RUN_USER_FACTOR 0xf85e2cbe246f5b3du
#define RUN_USER_SLOTS \
    0, 0, 0, 1, 2, 0, 3, 0

#define CUSTOM_SPEC_BITS 4
#define CUSTOM_SPEC_FACTOR 0xf47eb25c048d1fc9u
#define CUSTOM_SPEC_SLOTS \
    0, 4, 3, 0, 0, 2, 5, 0, 1, 0, 0, 6, 0, 0, 0, 0

#define AFFINITY_RULE_BITS 3
#define AFFINITY_RULE_FACTOR 0xa1c7c50e3567bd87u
#define AFFINITY_RULE_SLOTS \
    3, 1, 2, 0, 0, 0, 0, 0

#define AFFINITY_BITS 2
#define AFFINITY_FACTOR 0x9c4ec6ba156a9c21u
#define AFFINITY_SLOTS \
    0, 1, 0, 0

#define USER_VPC_BITS 4
#define USER_VPC_FACTOR 0x6b99ff1452316267u
#define USER_VPC_SLOTS \
    0, 0, 0, 2, 1, 0, 4, 6, 0, 0, 7, 5, 3, 0, 0, 0

#define LEASE_ANSWER_BITS 5
#define LEASE_ANSWER_FACTOR 0xc5c7fd0a6a3a451u
#define LEASE_ANSWER_SLOTS \
    9, 0, 2, 0, 1, 8, 0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 0, 7, 0, 0, 0, 11, 0, 5, 4, 10, 0, 0, 0, 12, 0, 0

#define IMAGE_ANSWER_BITS 6
#define IMAGE_ANSWER_FACTOR 0x30977455121c9609u
#define IMAGE_ANSWER_SLOTS \
    17, 0, 11, 0, 0, 0, 0, 2, 31, 0, 6, 23, 0, 25, 0, 21, 0, 9, 0, 12, 0, 19, 0, 20, 0, 0, 0, 24, 0, 0, 1, 0, \
    32, 3, 0, 0, 0, 8, 0, 29, 22, 7, 0, 0, 0, 18, 14, 16, 0, 4, 0, 28, 5, 30, 0, 26, 33, 15, 0, 0, 13, 27, 10, 0

#define PAGE_BITS 5
#define PAGE_FACTOR 0x15184ee7891f62efu
#define PAGE_SLOTS \
    0, 0, 0, 5, 0, 7, 0, 0, 1, 0, 0, 0, 0, 0, 9, 0, 0, 2, 0, 6, 0, 0, 0, 3, 0, 0, 4, 10, 0, 0, 8, 0

#define FLAVOR_PAGE_BITS 5
#define FLAVOR_PAGE_FACTOR 0xfa05a2d05535417du
#define FLAVOR_PAGE_SLOTS \
    7, 0, 0, 0, 0, 0, 0, 0, 4, 0, 3, 0, 2, 1, 0, 9, 6, 0, 10, 0, 11, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 5

#define FLAVOR_BILLING_BITS 3
#define FLAVOR_BILLING_FACTOR 0xf6d4698674a94607u
#define FLAVOR_BILLING_SLOTS \
    1, 0, 0, 0, 0, 0, 2, 0

#define FLAVOR_GPU_BITS 3
#define FLAVOR_GPU_FACTOR 0xb39eaeb59be824c5u
#define FLAVOR_GPU_SLOTS \
    0, 0, 2, 0, 0, 0, 0, 1

#define FLAVOR_ASCEND_BITS 4
#define FLAVOR_ASCEND_FACTOR 0x6bffe1edd55dd7fu
#define FLAVOR_ASCEND_SLOTS \
    0, 0, 0, 1, 2, 4, 0, 0, 0, 0, 3, 0, 5, 0, 0, 0

#define FLAVOR_BITS 5
#define FLAVOR_FACTOR 0x700686954f721355u
#define FLAVOR_SLOTS \
    0, 11, 15, 0, 0, 13, 0, 9, 0, 6, 0, 8, 3, 12, 0, 4, 0, 0, 10, 0, 1, 5, 0, 7, 2, 0, 0, 0, 0, 16, 0, 14

#endif
