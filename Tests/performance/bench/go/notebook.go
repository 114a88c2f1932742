package main

// Notebook has all fields of every-field.json, as a careful program declares them: each may be missing or null.
type Notebook struct {
	ActionProgress    []Step       `json:"action_progress"`
	Affinity          *Affinity    `json:"affinity"`
	BillingItems      []string     `json:"billing_items"`
	CreateAt          *int64       `json:"create_at"`
	CurrentTime       *int64       `json:"current_time"`
	CustomSpec        *CustomSpec  `json:"custom_spec"`
	DataVolumes       []DataVolume `json:"data_volumes"`
	Description       *string      `json:"description"`
	Endpoints         []Endpoint   `json:"endpoints"`
	FailReason        *string      `json:"fail_reason"`
	Feature           *string      `json:"feature"`
	Flavor            *string      `json:"flavor"`
	ID                *string      `json:"id"`
	Image             *Image       `json:"image"`
	IP                *string      `json:"ip"`
	IsNeedCredentials *bool        `json:"is_need_credentials"`
	JupyterVersion    *string      `json:"jupyter_version"`
	Lease             *Lease       `json:"lease"`
	Name              *string      `json:"name"`
	Pool              *Pool        `json:"pool"`
	RunUser           *RunUser     `json:"run_user"`
	Status            *string      `json:"status"`
	Tags              []Tag        `json:"tags"`
	Token             *string      `json:"token"`
	UpdateAt          *int64       `json:"update_at"`
	URL               *string      `json:"url"`
	User              *User        `json:"user"`
	UserID            *string      `json:"user_id"`
	UserVPC           *UserVPC     `json:"user_vpc"`
	Volume            *Volume      `json:"volume"`
	WorkspaceID       *string      `json:"workspace_id"`
}

// Step is a part of a Notebook.
type Step struct {
	Step        *int64  `json:"step"`
	Status      *string `json:"status"`
	Description *string `json:"description"`
	NotebookID  *string `json:"notebook_id"`
}

// Affinity is a part of a Notebook.
type Affinity struct {
	RequiredDuringSchedulingIgnoredDuringExecution  []Rule `json:"required_during_scheduling_ignored_during_execution"`
	PreferredDuringSchedulingIgnoredDuringExecution []Rule `json:"preferred_during_scheduling_ignored_during_execution"`
}

// Rule is a part of a Notebook.
type Rule struct {
	Key      *string  `json:"key"`
	Operator *string  `json:"operator"`
	Values   []string `json:"values"`
	Weight   *int64   `json:"weight"`
}

// CustomSpec is a part of a Notebook.
type CustomSpec struct {
	GPU            *float64 `json:"gpu"`
	GPUType        *string  `json:"gpu_type"`
	CPU            *int64   `json:"cpu"`
	Memory         *float64 `json:"memory"`
	Arch           *string  `json:"arch"`
	Category       *string  `json:"category"`
	ResourceFlavor *string  `json:"resource_flavor"`
}

// DataVolume is a part of a Notebook.
type DataVolume struct {
	Category  *string `json:"category"`
	MountPath *string `json:"mount_path"`
	URL       *string `json:"url"`
	Status    *string `json:"status"`
	MountType *string `json:"mount_type"`
}

// Endpoint is a part of a Notebook.
type Endpoint struct {
	Service          *string  `json:"service"`
	URI              *string  `json:"uri"`
	KeyPairNames     []string `json:"key_pair_names"`
	AllowedAccessIPs []string `json:"allowed_access_ips"`
}

// Image is a part of a Notebook.
type Image struct {
	Arch                 *string  `json:"arch"`
	CreateAt             *int64   `json:"create_at"`
	Description          *string  `json:"description"`
	DevServices          []string `json:"dev_services"`
	Feature              *string  `json:"feature"`
	FlavorType           *string  `json:"flavor_type"`
	ID                   *string  `json:"id"`
	Name                 *string  `json:"name"`
	Namespace            *string  `json:"namespace"`
	Origin               *string  `json:"origin"`
	QueuingNum           *int64   `json:"queuing_num"`
	ResourceCategories   []string `json:"resource_categories"`
	ServiceType          *string  `json:"service_type"`
	ShowName             *string  `json:"show_name"`
	ShowTag              *string  `json:"show_tag"`
	Size                 *int64   `json:"size"`
	Status               *string  `json:"status"`
	StatusMessage        *string  `json:"status_message"`
	SupportResCategories []string `json:"support_res_categories"`
	SWRInstanceID        *string  `json:"swr_instance_id"`
	SWRPath              *string  `json:"swr_path"`
	Tag                  *string  `json:"tag"`
	Tags                 []Tag    `json:"tags"`
	Type                 *string  `json:"type"`
	UpdateAt             *int64   `json:"update_at"`
	Visibility           *string  `json:"visibility"`
	WorkspaceID          *string  `json:"workspace_id"`
}

// Tag is a part of a Notebook.
type Tag struct {
	Key   *string `json:"key"`
	Value *string `json:"value"`
}

// Lease is a part of a Notebook.
type Lease struct {
	CreateAt *int64  `json:"create_at"`
	Duration *int64  `json:"duration"`
	Enable   *bool   `json:"enable"`
	Type     *string `json:"type"`
	UpdateAt *int64  `json:"update_at"`
}

// Pool is a part of a Notebook.
type Pool struct {
	ID   *string `json:"id"`
	Name *string `json:"name"`
}

// RunUser is a part of a Notebook.
type RunUser struct {
	UID       *int64  `json:"uid"`
	GID       *int64  `json:"gid"`
	UserName  *string `json:"user_name"`
	GroupName *string `json:"group_name"`
}

// User is a part of a Notebook.
type User struct {
	Domain *Domain `json:"domain"`
	ID     *string `json:"id"`
	Name   *string `json:"name"`
}

// Domain is a part of a Notebook.
type Domain struct {
	ID   *string `json:"id"`
	Name *string `json:"name"`
}

// UserVPC is a part of a Notebook.
type UserVPC struct {
	VPCID            *string  `json:"vpc_id"`
	SubnetID         *string  `json:"subnet_id"`
	SecurityGroupIDs []string `json:"security_group_ids"`
	ConnectCIDRs     *string  `json:"connect_cidrs"`
	PortID           []string `json:"port_id"`
	PortIP           *string  `json:"port_ip"`
	NATID            *string  `json:"nat_id"`
	EIPID            *string  `json:"eip_id"`
}

// Volume is a part of a Notebook.
type Volume struct {
	Capacity      *int64  `json:"capacity"`
	Category      *string `json:"category"`
	DewSecretName *string `json:"dew_secret_name"`
	EVSSkuCode    *string `json:"evs_sku_code"`
	ID            *string `json:"id"`
	MountPath     *string `json:"mount_path"`
	MountType     *string `json:"mount_type"`
	Ownership     *string `json:"ownership"`
	ReadOnly      *bool   `json:"read_only"`
	Status        *string `json:"status"`
	URI           *string `json:"uri"`
	Usage         *int64  `json:"usage"`
}
