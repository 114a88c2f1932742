package codelab

// #include "bridge.h"
import "C"

func newStep(r *reader, from *C.codelab_step, to *Step) {
	to.Status = StepStatus(from.status)
	to.Step = integer(from.step)
	r.text(&to.StatusText, from.status_text)
	r.text(&to.Description, from.description)
	r.text(&to.NotebookID, from.notebook_id)
}

func newEndpoint(r *reader, from *C.codelab_endpoint, to *Endpoint) {
	r.text(&to.Service, from.service)
	r.text(&to.URI, from.uri)
	to.KeyPairNames = r.texts(from.key_pair_names, from.key_pair_names_count)
	to.AllowedAccessIPs = r.texts(from.allowed_access_ips, from.allowed_access_ips_count)
}

func newTag(r *reader, from *C.codelab_tag, to *Tag) {
	r.text(&to.Key, from.key)
	r.text(&to.Value, from.value)
}

func newImage(r *reader, from *C.codelab_image, to *Image) {
	to.Type = ImageType(from._type)
	to.Status = ImageStatus(from.status)
	to.Arch = Arch(from.arch)
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
	r.text(&to.SWRPath, from.swr_path)
	r.text(&to.Description, from.description)
	r.text(&to.Tag, from.tag)
	r.text(&to.TypeText, from.type_text)
	r.text(&to.StatusText, from.status_text)
	r.text(&to.StatusMessage, from.status_message)
	r.text(&to.ArchText, from.arch_text)
	r.text(&to.Feature, from.feature)
	r.text(&to.Namespace, from.namespace_)
	r.text(&to.Origin, from.origin)
	r.text(&to.ServiceType, from.service_type)
	r.text(&to.Visibility, from.visibility)
	r.text(&to.WorkspaceID, from.workspace_id)
	r.text(&to.FlavorType, from.flavor_type)
	r.text(&to.SWRInstanceID, from.swr_instance_id)
	r.text(&to.ShowName, from.show_name)
	r.text(&to.ShowTag, from.show_tag)
	to.CreateAt = instant(from.create_at_ms)
	to.UpdateAt = instant(from.update_at_ms)
	to.Size = integer(from.size)
	to.QueuingNum = integer(from.queuing_num)
	to.DevServices = r.texts(from.dev_services, from.dev_services_count)
	to.ResourceCategories = r.texts(from.resource_categories, from.resource_categories_count)
	to.SupportResCategories = r.texts(from.support_res_categories, from.support_res_categories_count)
	to.Tags = list(r, from.tags, from.tags_count, newTag)
	to.Dropped = r.texts(from.dropped, from.dropped_count)
}

func newLease(r *reader, from *C.codelab_lease, to *Lease) {
	to.Enable = flag(from.enable)
	to.Type = LeaseType(from._type)
	r.text(&to.TypeText, from.type_text)
	to.CreateAt = instant(from.create_at_ms)
	to.UpdateAt = instant(from.update_at_ms)
	to.Duration = span(from.duration_ms)

	to.Deadline = instant(from.deadline_ms)
	to.Remaining = span(from.remaining_ms)
	to.Dropped = r.texts(from.dropped, from.dropped_count)
}

func newPool(r *reader, from *C.codelab_pool, to *Pool) {
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
}

func newVolume(r *reader, from *C.codelab_volume, to *Volume) {
	to.Category = VolumeCategory(from.category)
	to.Ownership = VolumeOwnership(from.ownership)
	to.Status = VolumeStatus(from.status)
	to.MountType = MountType(from.mount_type)
	to.ReadOnly = flag(from.read_only)
	r.text(&to.CategoryText, from.category_text)
	r.text(&to.OwnershipText, from.ownership_text)
	r.text(&to.StatusText, from.status_text)
	r.text(&to.MountTypeText, from.mount_type_text)
	r.text(&to.MountPath, from.mount_path)
	r.text(&to.ID, from.id)
	r.text(&to.URI, from.uri)
	r.text(&to.DEWSecretName, from.dew_secret_name)
	r.text(&to.EVSSKUCode, from.evs_sku_code)
	to.Capacity = integer(from.capacity)
	to.Usage = integer(from.usage)
}

func newDataVolume(r *reader, from *C.codelab_data_volume, to *DataVolume) {
	to.Category = VolumeCategory(from.category)
	to.Status = MountStatus(from.status)
	to.MountType = MountType(from.mount_type)
	r.text(&to.CategoryText, from.category_text)
	r.text(&to.StatusText, from.status_text)
	r.text(&to.MountTypeText, from.mount_type_text)
	r.text(&to.MountPath, from.mount_path)
	r.text(&to.URL, from.url)
}

func newDomain(r *reader, from *C.codelab_domain, to *Domain) {
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
}

func newUser(r *reader, from *C.codelab_user, to *User) {
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
	to.Domain = part(r, from.domain, newDomain)
}

func newCustomSpec(r *reader, from *C.codelab_custom_spec, to *CustomSpec) {
	to.GPU = number(from.gpu)
	to.CPU = number(from.cpu)
	to.Memory = number(from.memory)
	r.text(&to.GPUType, from.gpu_type)
	r.text(&to.Arch, from.arch)
	r.text(&to.Category, from.category)
	r.text(&to.ResourceFlavor, from.resource_flavor)
}

func newAffinityRule(r *reader, from *C.codelab_affinity_rule, to *AffinityRule) {
	r.text(&to.Key, from.key)
	r.text(&to.Operator, from.operator_)
	to.Values = r.texts(from.values, from.values_count)
	to.Weight = integer(from.weight)
}

func newAffinity(r *reader, from *C.codelab_affinity, to *Affinity) {
	to.RequiredDuringSchedulingIgnoredDuringExecution = list(r,
		from.required_during_scheduling_ignored_during_execution,
		from.required_during_scheduling_ignored_during_execution_count, newAffinityRule)
	to.PreferredDuringSchedulingIgnoredDuringExecution = list(r,
		from.preferred_during_scheduling_ignored_during_execution,
		from.preferred_during_scheduling_ignored_during_execution_count, newAffinityRule)
}

func newRunUser(r *reader, from *C.codelab_run_user, to *RunUser) {
	to.UID = integer(from.uid)
	to.GID = integer(from.gid)
	r.text(&to.UserName, from.user_name)
	r.text(&to.GroupName, from.group_name)
}

func newUserVPC(r *reader, from *C.codelab_user_vpc, to *UserVPC) {
	r.text(&to.VPCID, from.vpc_id)
	r.text(&to.SubnetID, from.subnet_id)
	to.SecurityGroupIDs = r.texts(from.security_group_ids, from.security_group_ids_count)
	r.text(&to.ConnectCIDRs, from.connect_cidrs)
	to.PortID = r.texts(from.port_id, from.port_id_count)
	r.text(&to.PortIP, from.port_ip)
	r.text(&to.NATID, from.nat_id)
	r.text(&to.EIPID, from.eip_id)
}
