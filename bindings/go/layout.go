package codelab

// #include "bridge.h"
import "C"

import "reflect"

// cStructs names every struct of the header, as cgo lays it out. Only tests ask, but files of tests can not use cgo;
// the linker leaves it out of every other program.
func cStructs() map[string]reflect.Type {
	return map[string]reflect.Type{
		"codelab_affinity":       reflect.TypeOf(C.codelab_affinity{}),
		"codelab_affinity_rule":  reflect.TypeOf(C.codelab_affinity_rule{}),
		"codelab_client_options": reflect.TypeOf(C.codelab_client_options{}),
		"codelab_custom_spec":    reflect.TypeOf(C.codelab_custom_spec{}),
		"codelab_data_volume":    reflect.TypeOf(C.codelab_data_volume{}),
		"codelab_domain":         reflect.TypeOf(C.codelab_domain{}),
		"codelab_endpoint":       reflect.TypeOf(C.codelab_endpoint{}),
		"codelab_error":          reflect.TypeOf(C.codelab_error{}),
		"codelab_image":          reflect.TypeOf(C.codelab_image{}),
		"codelab_instance":       reflect.TypeOf(C.codelab_instance{}),
		"codelab_lease":          reflect.TypeOf(C.codelab_lease{}),
		"codelab_open_request":   reflect.TypeOf(C.codelab_open_request{}),
		"codelab_pool":           reflect.TypeOf(C.codelab_pool{}),
		"codelab_run_user":       reflect.TypeOf(C.codelab_run_user{}),
		"codelab_step":           reflect.TypeOf(C.codelab_step{}),
		"codelab_tag":            reflect.TypeOf(C.codelab_tag{}),
		"codelab_user":           reflect.TypeOf(C.codelab_user{}),
		"codelab_user_vpc":       reflect.TypeOf(C.codelab_user_vpc{}),
		"codelab_volume":         reflect.TypeOf(C.codelab_volume{}),
		"codelab_watch_options":  reflect.TypeOf(C.codelab_watch_options{}),
	}
}
