package codelab

import (
	"fmt"
	"time"
)

// Instance is what the service said about a notebook, whole, at one moment. It is a plain copy: nothing is to be freed,
// and any number of goroutines may read it.
type Instance struct {
	Status            InstanceStatus
	Feature           Feature
	IsNeedCredentials Optional[bool]
	ID                Optional[string]
	Name              Optional[string] // chosen by the service for CodeLab
	Description       Optional[string]
	StatusText        Optional[string] // the service's word for Status
	FeatureText       Optional[string] // the service's word for Feature
	FailReason        Optional[string]
	Flavor            Optional[string]
	URL               Optional[string] // where JupyterLab is served; may be there before the instance is Ready
	Token             Secret           // changes at each start
	WorkspaceID       Optional[string] // "0" where there are no workspaces
	UserID            Optional[string]
	IP                Optional[string]
	JupyterVersion    Optional[string]
	CreateAt          time.Time
	UpdateAt          time.Time
	CurrentTime       time.Time // the service's clock when it answered
	ActionProgress    []Step    // sorted by Step
	Endpoints         []Endpoint
	DataVolumes       []DataVolume
	BillingItems      []string // "STORAGE", "COMPUTE", "ALL"
	Tags              []Tag
	Image             *Image
	Lease             *Lease
	Pool              *Pool
	Volume            *Volume
	User              *User
	CustomSpec        *CustomSpec
	Affinity          *Affinity
	RunUser           *RunUser
	UserVPC           *UserVPC
	Dropped           []string // JSON paths of values of a wrong type, which are left out

	// Ready: RUNNING with a URL, so it can be used.
	Ready bool
	// Failed: CREATE_FAILED, START_FAILED, DELETE_FAILED, ERROR or FROZEN.
	Failed bool
	// ProgressPercent is the share of finished steps, one under way counting half; 100 exactly when it is Ready.
	ProgressPercent int
	// LeaseDeadline is when the instance will be stopped. Zero when there is no lease, it is switched off, or it has no
	// end.
	LeaseDeadline time.Time
	// LeaseRemaining is how long that was, by the service's clock, when the answer was read: it does not count down.
	LeaseRemaining Optional[time.Duration]
	// BrowserURL is the address to open in a browser: URL with the token as its query. Absent without a URL.
	BrowserURL Secret
}

// String returns one line without secrets.
func (i Instance) String() string {
	return fmt.Sprintf("codelab.Instance{ID: %v, Name: %v, Status: %v, ProgressPercent: %d, FailReason: %v}",
		i.ID, i.Name, i.StatusText, i.ProgressPercent, i.FailReason)
}

// Format writes String, whatever the verb: the fields one by one would show a URL that carries a token.
func (i Instance) Format(state fmt.State, _ rune) {
	write(state, i.String())
}

// Step is one step of the start. That an instance is ready does not follow from its steps: see Instance.Ready.
type Step struct {
	Status      StepStatus
	Step        Optional[int64]  // 1 storage, 2 compute, 3 network, 4 initialise
	StatusText  Optional[string] // the service's word for Status
	Description Optional[string]
	NotebookID  Optional[string]
}

// Endpoint is a way into the instance other than its URL.
type Endpoint struct {
	Service          Optional[string] // "NOTEBOOK", "SSH"
	URI              Optional[string]
	KeyPairNames     []string
	AllowedAccessIPs []string // public addresses that may use SSH; nil: every one
}

// Tag is a label that a user gave.
type Tag struct {
	Key   Optional[string]
	Value Optional[string]
}

// Pool is the dedicated resource pool that an instance runs in, if it does.
type Pool struct {
	ID   Optional[string]
	Name Optional[string]
}

// Domain is the account that a user belongs to.
type Domain struct {
	ID   Optional[string]
	Name Optional[string]
}

// User is the owner of an instance.
type User struct {
	ID     Optional[string]
	Name   Optional[string]
	Domain *Domain
}

// RunUser is the account inside the instance.
type RunUser struct {
	UID       Optional[int64]
	GID       Optional[int64]
	UserName  Optional[string]
	GroupName Optional[string]
}
