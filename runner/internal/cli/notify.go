package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"assay/runner/internal/notify"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/watch"
)

// notifying says who is told of changes.
type notifying struct {
	command string
	values  []string // of --notify
	hooks   []*notify.Hook
}

func (n *notifying) flags(s *pflag.FlagSet) {
	s.StringVar(&n.command, "on-change", "", "run this shell `command` when a verdict changes, with a line of JSON for each change on its standard input")
	s.StringArrayVar(&n.values, "notify", nil,
		"post changes to a web hook: `KIND=VARIABLE`, with slack, teams or webhook, and the variable of the environment that holds its address; may be repeated")
}

// check reads the hooks. Their addresses are secrets, and are masked from then on.
func (n *notifying) check(p *process) error {
	var secrets []redact.Secret
	for _, value := range n.values {
		h, err := notify.Parse(value, p.env)
		if err != nil {
			var wrong *notify.Error
			if errors.As(err, &wrong) {
				return usagef("--notify: %s", wrong.What).but("%s", wrong.Next)
			}
			return err
		}
		n.hooks = append(n.hooks, h)
		secrets = append(secrets, h.Secrets()...)
	}
	if len(secrets) == 0 {
		return nil
	}
	r, err := redact.New(secrets, redact.Rules{})
	if err != nil {
		return err
	}
	p.masks.Put("~notify", r) // a suite's own name for a secret comes first
	return nil
}

// tell tells everybody of changes. Whom it cannot tell is a warning: the run is what it was.
func (n *notifying) tell(ctx context.Context, p *process, changes []watch.Change) {
	if len(changes) == 0 {
		return
	}
	if n.command != "" {
		if err := notify.Command(ctx, n.command, changes, &p.masks, p.err); err != nil {
			p.warn([]string{"--on-change: " + err.Error()})
		}
	}
	for _, h := range n.hooks {
		if err := h.Send(ctx, changes, &p.masks); err != nil {
			p.warn([]string{fmt.Sprintf("nobody was told of the changes: --notify: %v", err)})
		}
	}
}
