package codelab

// #include "bridge.h"
import "C"

import "reflect"

// cStructs names every struct of the header, as cgo lays it out. Only tests ask, but files of tests can not use cgo;
// the linker leaves it out of every other program.
func cStructs() map[string]reflect.Type {
	return map[string]reflect.Type{
		"codelab_affinity":        reflect.TypeOf(C.codelab_affinity{}),
		"codelab_affinity_rule":   reflect.TypeOf(C.codelab_affinity_rule{}),
		"codelab_client_options":  reflect.TypeOf(C.codelab_client_options{}),
		"codelab_custom_spec":     reflect.TypeOf(C.codelab_custom_spec{}),
		"codelab_data_volume":     reflect.TypeOf(C.codelab_data_volume{}),
		"codelab_domain":          reflect.TypeOf(C.codelab_domain{}),
		"codelab_endpoint":        reflect.TypeOf(C.codelab_endpoint{}),
		"codelab_error":           reflect.TypeOf(C.codelab_error{}),
		"codelab_event":           reflect.TypeOf(C.codelab_event{}),
		"codelab_flavor":          reflect.TypeOf(C.codelab_flavor{}),
		"codelab_flavor_ascend":   reflect.TypeOf(C.codelab_flavor_ascend{}),
		"codelab_flavor_billing":  reflect.TypeOf(C.codelab_flavor_billing{}),
		"codelab_flavor_filter":   reflect.TypeOf(C.codelab_flavor_filter{}),
		"codelab_flavor_gpu":      reflect.TypeOf(C.codelab_flavor_gpu{}),
		"codelab_image":           reflect.TypeOf(C.codelab_image{}),
		"codelab_image_filter":    reflect.TypeOf(C.codelab_image_filter{}),
		"codelab_instance":        reflect.TypeOf(C.codelab_instance{}),
		"codelab_instance_filter": reflect.TypeOf(C.codelab_instance_filter{}),
		"codelab_lease":           reflect.TypeOf(C.codelab_lease{}),
		"codelab_lease_request":   reflect.TypeOf(C.codelab_lease_request{}),
		"codelab_open_request":    reflect.TypeOf(C.codelab_open_request{}),
		"codelab_page":            reflect.TypeOf(C.codelab_page{}),
		"codelab_pool":            reflect.TypeOf(C.codelab_pool{}),
		"codelab_queue_options":   reflect.TypeOf(C.codelab_queue_options{}),
		"codelab_run_user":        reflect.TypeOf(C.codelab_run_user{}),
		"codelab_step":            reflect.TypeOf(C.codelab_step{}),
		"codelab_submit_options":  reflect.TypeOf(C.codelab_submit_options{}),
		"codelab_switch_request":  reflect.TypeOf(C.codelab_switch_request{}),
		"codelab_tag":             reflect.TypeOf(C.codelab_tag{}),
		"codelab_update_request":  reflect.TypeOf(C.codelab_update_request{}),
		"codelab_user":            reflect.TypeOf(C.codelab_user{}),
		"codelab_user_vpc":        reflect.TypeOf(C.codelab_user_vpc{}),
		"codelab_volume":          reflect.TypeOf(C.codelab_volume{}),
		"codelab_watch_options":   reflect.TypeOf(C.codelab_watch_options{}),
	}
}
