package codelab

// #include "bridge.h"
import "C"

func newStep(from *C.codelab_step) Step {
	return Step{
		Status:      StepStatus(from.status),
		Step:        integer(from.step),
		StatusText:  text(from.status_text),
		Description: text(from.description),
		NotebookID:  text(from.notebook_id),
	}
}

func newEndpoint(from *C.codelab_endpoint) Endpoint {
	return Endpoint{
		Service:          text(from.service),
		URI:              text(from.uri),
		KeyPairNames:     texts(from.key_pair_names, from.key_pair_names_count),
		AllowedAccessIPs: texts(from.allowed_access_ips, from.allowed_access_ips_count),
	}
}

func newTag(from *C.codelab_tag) Tag {
	return Tag{Key: text(from.key), Value: text(from.value)}
}

func newImage(from *C.codelab_image) Image {
	return Image{
		Type:                 ImageType(from._type),
		Status:               ImageStatus(from.status),
		Arch:                 Arch(from.arch),
		ID:                   text(from.id),
		Name:                 text(from.name),
		SWRPath:              text(from.swr_path),
		Description:          text(from.description),
		Tag:                  text(from.tag),
		TypeText:             text(from.type_text),
		StatusText:           text(from.status_text),
		StatusMessage:        text(from.status_message),
		ArchText:             text(from.arch_text),
		Feature:              text(from.feature),
		Namespace:            text(from.namespace_),
		Origin:               text(from.origin),
		ServiceType:          text(from.service_type),
		Visibility:           text(from.visibility),
		WorkspaceID:          text(from.workspace_id),
		FlavorType:           text(from.flavor_type),
		SWRInstanceID:        text(from.swr_instance_id),
		ShowName:             text(from.show_name),
		ShowTag:              text(from.show_tag),
		CreateAtMs:           integer(from.create_at_ms),
		UpdateAtMs:           integer(from.update_at_ms),
		Size:                 integer(from.size),
		QueuingNum:           integer(from.queuing_num),
		DevServices:          texts(from.dev_services, from.dev_services_count),
		ResourceCategories:   texts(from.resource_categories, from.resource_categories_count),
		SupportResCategories: texts(from.support_res_categories, from.support_res_categories_count),
		Tags:                 list(from.tags, from.tags_count, newTag),
	}
}

func newLease(from *C.codelab_lease) Lease {
	return Lease{
		Enable:     flag(from.enable),
		Type:       LeaseType(from._type),
		TypeText:   text(from.type_text),
		CreateAtMs: integer(from.create_at_ms),
		UpdateAtMs: integer(from.update_at_ms),
		DurationMs: integer(from.duration_ms),

		DeadlineMs:  integer(from.deadline_ms),
		RemainingMs: integer(from.remaining_ms),
	}
}

func newPool(from *C.codelab_pool) Pool {
	return Pool{ID: text(from.id), Name: text(from.name)}
}

func newVolume(from *C.codelab_volume) Volume {
	return Volume{
		Category:      VolumeCategory(from.category),
		Ownership:     VolumeOwnership(from.ownership),
		Status:        VolumeStatus(from.status),
		MountType:     MountType(from.mount_type),
		ReadOnly:      flag(from.read_only),
		CategoryText:  text(from.category_text),
		OwnershipText: text(from.ownership_text),
		StatusText:    text(from.status_text),
		MountTypeText: text(from.mount_type_text),
		MountPath:     text(from.mount_path),
		ID:            text(from.id),
		URI:           text(from.uri),
		DEWSecretName: text(from.dew_secret_name),
		EVSSKUCode:    text(from.evs_sku_code),
		Capacity:      integer(from.capacity),
		Usage:         integer(from.usage),
	}
}

func newDataVolume(from *C.codelab_data_volume) DataVolume {
	return DataVolume{
		Category:      VolumeCategory(from.category),
		Status:        MountStatus(from.status),
		MountType:     MountType(from.mount_type),
		CategoryText:  text(from.category_text),
		StatusText:    text(from.status_text),
		MountTypeText: text(from.mount_type_text),
		MountPath:     text(from.mount_path),
		URL:           text(from.url),
	}
}

func newDomain(from *C.codelab_domain) Domain {
	return Domain{ID: text(from.id), Name: text(from.name)}
}

func newUser(from *C.codelab_user) User {
	return User{ID: text(from.id), Name: text(from.name), Domain: part(from.domain, newDomain)}
}

func newCustomSpec(from *C.codelab_custom_spec) CustomSpec {
	return CustomSpec{
		GPU:            number(from.gpu),
		CPU:            number(from.cpu),
		Memory:         number(from.memory),
		GPUType:        text(from.gpu_type),
		Arch:           text(from.arch),
		Category:       text(from.category),
		ResourceFlavor: text(from.resource_flavor),
	}
}

func newAffinityRule(from *C.codelab_affinity_rule) AffinityRule {
	return AffinityRule{
		Key:      text(from.key),
		Operator: text(from.operator_),
		Values:   texts(from.values, from.values_count),
		Weight:   integer(from.weight),
	}
}

func newAffinity(from *C.codelab_affinity) Affinity {
	return Affinity{
		RequiredDuringSchedulingIgnoredDuringExecution: list(
			from.required_during_scheduling_ignored_during_execution,
			from.required_during_scheduling_ignored_during_execution_count, newAffinityRule),
		PreferredDuringSchedulingIgnoredDuringExecution: list(
			from.preferred_during_scheduling_ignored_during_execution,
			from.preferred_during_scheduling_ignored_during_execution_count, newAffinityRule),
	}
}

func newRunUser(from *C.codelab_run_user) RunUser {
	return RunUser{
		UID:       integer(from.uid),
		GID:       integer(from.gid),
		UserName:  text(from.user_name),
		GroupName: text(from.group_name),
	}
}

func newUserVPC(from *C.codelab_user_vpc) UserVPC {
	return UserVPC{
		VPCID:            text(from.vpc_id),
		SubnetID:         text(from.subnet_id),
		SecurityGroupIDs: texts(from.security_group_ids, from.security_group_ids_count),
		ConnectCIDRs:     text(from.connect_cidrs),
		PortID:           texts(from.port_id, from.port_id_count),
		PortIP:           text(from.port_ip),
		NATID:            text(from.nat_id),
		EIPID:            text(from.eip_id),
	}
}
