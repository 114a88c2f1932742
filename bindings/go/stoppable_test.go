package codelab_test

import (
	"context"

	codelab "libcodelab/bindings/go"
)

// stoppable has the calls that wait for the service.
var stoppable = []struct {
	name string
	call func(ctx context.Context, client *codelab.Client, id string) error
}{
	{"Open", func(ctx context.Context, client *codelab.Client, _ string) error {
		_, err := client.Open(ctx, nil)
		return err
	}},
	{"Show", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.Show(ctx, id)
		return err
	}},
	{"Start", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.Start(ctx, id, nil)
		return err
	}},
	{"Stop", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.Stop(ctx, id)
		return err
	}},
	{"Delete", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.Delete(ctx, id)
		return err
	}},
	{"Update", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.Update(ctx, id, codelab.UpdateRequest{Name: "a-name"})
		return err
	}},
	{"ShowLease", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.ShowLease(ctx, id)
		return err
	}},
	{"RenewLease", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.RenewLease(ctx, id, nil)
		return err
	}},
	{"ShowImage", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := client.ShowImage(ctx, id)
		return err
	}},
	{"Instances", func(ctx context.Context, client *codelab.Client, _ string) error {
		_, err := walk(ctx, client.Instances(nil))
		return err
	}},
	{"Images", func(ctx context.Context, client *codelab.Client, _ string) error {
		_, err := walk(ctx, client.Images(nil))
		return err
	}},
	{"Flavors", func(ctx context.Context, client *codelab.Client, _ string) error {
		_, err := walk(ctx, client.Flavors(nil))
		return err
	}},
	{"SwitchableFlavors", func(ctx context.Context, client *codelab.Client, id string) error {
		_, err := walk(ctx, client.SwitchableFlavors(id))
		return err
	}},
	{"Switch", func(ctx context.Context, client *codelab.Client, id string) error {
		watch, err := client.Switch(id, codelab.SwitchRequest{Flavor: "modelarts.vm.gpu.free"}, quickly)
		if err != nil {
			return err
		}
		defer watch.Close()
		_, err = watch.Next(ctx)
		return err
	}},
	{"Next", func(ctx context.Context, client *codelab.Client, id string) error {
		watch, err := client.Watch(id, quickly)
		if err != nil {
			return err
		}
		defer watch.Close()
		_, err = watch.Next(ctx)
		return err
	}},
}
