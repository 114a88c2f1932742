package codelab

// #include "bridge.h"
import "C"

// InstanceFilter selects instances. Zero means the default.
type InstanceFilter struct {
	Feature  Feature        // zero: FeatureDefault, the CodeLab instances. One list never holds both kinds
	Status   InstanceStatus // zero: any
	PageSize int32          // 10, 20 or 50. 0: 50
	Name     string         // part of the name; "": any
	Owner    string         // a user's id; only for the account's administrator. "": the service decides
	PoolID   string         // "": any
}

// ImageFilter selects images. Zero means the default.
type ImageFilter struct {
	Type      ImageType // zero: any
	PageSize  int32     // 1 to 200. 0: 200
	Name      string    // part of the name; "": any
	Namespace string    // "": any
}

// FlavorFilter selects flavors. Zero means the default.
type FlavorFilter struct {
	Category FlavorCategory // zero: any
	PageSize int32          // 1 to 200. 0: 200
	Type     string         // "MANAGED" or "DEDICATED"; "": any
}

// Instances lists instances. The filter may be nil.
func (c *Client) Instances(filter *InstanceFilter) *Iterator[Instance] {
	if filter == nil {
		filter = &InstanceFilter{}
	}
	numbers := C.codelab_instance_filter{
		feature:   C.int32_t(filter.Feature),
		status:    C.int32_t(filter.Status),
		page_size: C.int32_t(filter.PageSize),
	}
	var in textArguments
	name := in.optional("name", filter.Name)
	owner := in.optional("owner", filter.Owner)
	poolID := in.optional("pool_id", filter.PoolID)
	pager, err := c.newPager(&in, func(client *C.codelab_client, out **C.codelab_pager,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_pager_new_instances(client, &numbers, name, owner, poolID, out, problem)
	})
	return newIterator(pager, err, func(page *Page) []*Instance { return page.Instances })
}

// Images lists images that an instance can be made from. The filter may be nil.
func (c *Client) Images(filter *ImageFilter) *Iterator[Image] {
	if filter == nil {
		filter = &ImageFilter{}
	}
	numbers := C.codelab_image_filter{
		_type:     C.int32_t(filter.Type),
		page_size: C.int32_t(filter.PageSize),
	}
	var in textArguments
	name := in.optional("name", filter.Name)
	namespace := in.optional("namespace", filter.Namespace)
	pager, err := c.newPager(&in, func(client *C.codelab_client, out **C.codelab_pager,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_pager_new_images(client, &numbers, name, namespace, out, problem)
	})
	return newIterator(pager, err, func(page *Page) []*Image { return page.Images })
}

// Flavors lists flavors. The filter may be nil.
func (c *Client) Flavors(filter *FlavorFilter) *Iterator[Flavor] {
	if filter == nil {
		filter = &FlavorFilter{}
	}
	numbers := C.codelab_flavor_filter{
		category:  C.int32_t(filter.Category),
		page_size: C.int32_t(filter.PageSize),
	}
	var in textArguments
	ofType := in.optional("type", filter.Type)
	pager, err := c.newPager(&in, func(client *C.codelab_client, out **C.codelab_pager,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_pager_new_flavors(client, &numbers, ofType, out, problem)
	})
	return newIterator(pager, err, func(page *Page) []*Flavor { return page.Flavors })
}

// SwitchableFlavors lists the flavors that the instance with this id can be switched to.
func (c *Client) SwitchableFlavors(id string) *Iterator[Flavor] {
	var in textArguments
	inC := in.required("id", id)
	pager, err := c.newPager(&in, func(client *C.codelab_client, out **C.codelab_pager,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_pager_new_switchable_flavors(client, inC, out, problem)
	})
	return newIterator(pager, err, func(page *Page) []*Flavor { return page.Flavors })
}

func (c *Client) newPager(in *textArguments,
	create func(*C.codelab_client, **C.codelab_pager, *C.codelab_error) C.int32_t) (*handle[*C.codelab_pager], error) {
	free := func(pager *C.codelab_pager) { C.codelab_pager_free(pager) }
	return newExclusive(c, in, "iterator", free, create)
}
