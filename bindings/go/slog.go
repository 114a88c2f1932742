//go:build go1.21

package codelab

import (
	"context"
	"log/slog"
	"strings"
)

// TraceTo returns a function for Options.Trace that logs each line of the trace at level Debug. It returns nil, so that
// there is no trace, if the logger is not enabled for that level.
//
//	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
//	client, err := codelab.NewClient(codelab.Options{Trace: codelab.TraceTo(logger)})
func TraceTo(logger *slog.Logger) func(line string) {
	if !logger.Enabled(context.Background(), slog.LevelDebug) {
		return nil
	}
	return func(line string) {
		_, message, _ := strings.Cut(line, " ") // without the time, because a record has its own
		logger.Debug(message)
	}
}

// LogValue returns the most important fields of the instance, without secrets.
func (i *Instance) LogValue() slog.Value {
	if i == nil {
		return slog.Value{}
	}
	return slog.GroupValue(attributes(i.summary())...)
}

// LogValue returns the fields of the error that are set.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	return slog.GroupValue(attributes(e.summary())...)
}

func attributes(pairs []pair) (all []slog.Attr) {
	for _, each := range pairs {
		all = append(all, slog.Any(each.name, each.value))
	}
	return all
}
