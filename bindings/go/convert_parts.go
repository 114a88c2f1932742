package codelab

// #include "bridge.h"
import "C"

func newStep(r *reader, from *C.codelab_step) Step {
	return Step{
		Status:      StepStatus(from.status),
		Step:        integer(from.step),
		StatusText:  r.text(from.status_text),
		Description: r.text(from.description),
		NotebookID:  r.text(from.notebook_id),
	}
}

func newEndpoint(r *reader, from *C.codelab_endpoint) Endpoint {
	return Endpoint{
		Service:          r.text(from.service),
		URI:              r.text(from.uri),
		KeyPairNames:     r.texts(from.key_pair_names, from.key_pair_names_count),
		AllowedAccessIPs: r.texts(from.allowed_access_ips, from.allowed_access_ips_count),
	}
}

func newTag(r *reader, from *C.codelab_tag) Tag {
	return Tag{Key: r.text(from.key), Value: r.text(from.value)}
}

func newImage(r *reader, from *C.codelab_image) Image {
	return Image{
		Type:                 ImageType(from._type),
		Status:               ImageStatus(from.status),
		Arch:                 Arch(from.arch),
		ID:                   r.text(from.id),
		Name:                 r.text(from.name),
		SWRPath:              r.text(from.swr_path),
		Description:          r.text(from.description),
		Tag:                  r.text(from.tag),
		TypeText:             r.text(from.type_text),
		StatusText:           r.text(from.status_text),
		StatusMessage:        r.text(from.status_message),
		ArchText:             r.text(from.arch_text),
		Feature:              r.text(from.feature),
		Namespace:            r.text(from.namespace_),
		Origin:               r.text(from.origin),
		ServiceType:          r.text(from.service_type),
		Visibility:           r.text(from.visibility),
		WorkspaceID:          r.text(from.workspace_id),
		FlavorType:           r.text(from.flavor_type),
		SWRInstanceID:        r.text(from.swr_instance_id),
		ShowName:             r.text(from.show_name),
		ShowTag:              r.text(from.show_tag),
		CreateAt:             instant(from.create_at_ms),
		UpdateAt:             instant(from.update_at_ms),
		Size:                 integer(from.size),
		QueuingNum:           integer(from.queuing_num),
		DevServices:          r.texts(from.dev_services, from.dev_services_count),
		ResourceCategories:   r.texts(from.resource_categories, from.resource_categories_count),
		SupportResCategories: r.texts(from.support_res_categories, from.support_res_categories_count),
		Tags:                 list(r, from.tags, from.tags_count, newTag),
	}
}

func newLease(r *reader, from *C.codelab_lease) Lease {
	return Lease{
		Enable:   flag(from.enable),
		Type:     LeaseType(from._type),
		TypeText: r.text(from.type_text),
		CreateAt: instant(from.create_at_ms),
		UpdateAt: instant(from.update_at_ms),
		Duration: span(from.duration_ms),

		Deadline:  instant(from.deadline_ms),
		Remaining: span(from.remaining_ms),
	}
}

func newPool(r *reader, from *C.codelab_pool) Pool {
	return Pool{ID: r.text(from.id), Name: r.text(from.name)}
}

func newVolume(r *reader, from *C.codelab_volume) Volume {
	return Volume{
		Category:      VolumeCategory(from.category),
		Ownership:     VolumeOwnership(from.ownership),
		Status:        VolumeStatus(from.status),
		MountType:     MountType(from.mount_type),
		ReadOnly:      flag(from.read_only),
		CategoryText:  r.text(from.category_text),
		OwnershipText: r.text(from.ownership_text),
		StatusText:    r.text(from.status_text),
		MountTypeText: r.text(from.mount_type_text),
		MountPath:     r.text(from.mount_path),
		ID:            r.text(from.id),
		URI:           r.text(from.uri),
		DEWSecretName: r.text(from.dew_secret_name),
		EVSSKUCode:    r.text(from.evs_sku_code),
		Capacity:      integer(from.capacity),
		Usage:         integer(from.usage),
	}
}

func newDataVolume(r *reader, from *C.codelab_data_volume) DataVolume {
	return DataVolume{
		Category:      VolumeCategory(from.category),
		Status:        MountStatus(from.status),
		MountType:     MountType(from.mount_type),
		CategoryText:  r.text(from.category_text),
		StatusText:    r.text(from.status_text),
		MountTypeText: r.text(from.mount_type_text),
		MountPath:     r.text(from.mount_path),
		URL:           r.text(from.url),
	}
}

func newDomain(r *reader, from *C.codelab_domain) Domain {
	return Domain{ID: r.text(from.id), Name: r.text(from.name)}
}

func newUser(r *reader, from *C.codelab_user) User {
	return User{ID: r.text(from.id), Name: r.text(from.name), Domain: part(r, from.domain, newDomain)}
}

func newCustomSpec(r *reader, from *C.codelab_custom_spec) CustomSpec {
	return CustomSpec{
		GPU:            number(from.gpu),
		CPU:            number(from.cpu),
		Memory:         number(from.memory),
		GPUType:        r.text(from.gpu_type),
		Arch:           r.text(from.arch),
		Category:       r.text(from.category),
		ResourceFlavor: r.text(from.resource_flavor),
	}
}

func newAffinityRule(r *reader, from *C.codelab_affinity_rule) AffinityRule {
	return AffinityRule{
		Key:      r.text(from.key),
		Operator: r.text(from.operator_),
		Values:   r.texts(from.values, from.values_count),
		Weight:   integer(from.weight),
	}
}

func newAffinity(r *reader, from *C.codelab_affinity) Affinity {
	return Affinity{
		RequiredDuringSchedulingIgnoredDuringExecution: list(r,
			from.required_during_scheduling_ignored_during_execution,
			from.required_during_scheduling_ignored_during_execution_count, newAffinityRule),
		PreferredDuringSchedulingIgnoredDuringExecution: list(r,
			from.preferred_during_scheduling_ignored_during_execution,
			from.preferred_during_scheduling_ignored_during_execution_count, newAffinityRule),
	}
}

func newRunUser(r *reader, from *C.codelab_run_user) RunUser {
	return RunUser{
		UID:       integer(from.uid),
		GID:       integer(from.gid),
		UserName:  r.text(from.user_name),
		GroupName: r.text(from.group_name),
	}
}

func newUserVPC(r *reader, from *C.codelab_user_vpc) UserVPC {
	return UserVPC{
		VPCID:            r.text(from.vpc_id),
		SubnetID:         r.text(from.subnet_id),
		SecurityGroupIDs: r.texts(from.security_group_ids, from.security_group_ids_count),
		ConnectCIDRs:     r.text(from.connect_cidrs),
		PortID:           r.texts(from.port_id, from.port_id_count),
		PortIP:           r.text(from.port_ip),
		NATID:            r.text(from.nat_id),
		EIPID:            r.text(from.eip_id),
	}
}
