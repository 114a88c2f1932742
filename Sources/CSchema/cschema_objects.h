// The tables that other tables refer to.
#ifndef CSCHEMA_OBJECTS_H
#define CSCHEMA_OBJECTS_H

#include "cschema.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const cschema_object step_object HIDDEN;
extern const cschema_object endpoint_object HIDDEN;
extern const cschema_object data_volume_object HIDDEN;
extern const cschema_object tag_object HIDDEN;
extern const cschema_object pool_object HIDDEN;
extern const cschema_object volume_object HIDDEN;
extern const cschema_object user_object HIDDEN;
extern const cschema_object custom_spec_object HIDDEN;
extern const cschema_object affinity_object HIDDEN;
extern const cschema_object run_user_object HIDDEN;
extern const cschema_object user_vpc_object HIDDEN;
extern const cschema_object flavor_object HIDDEN;

#endif
