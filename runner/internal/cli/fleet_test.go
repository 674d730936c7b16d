package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"assay/runner/internal/fleet"
	"assay/runner/internal/fleet/link"
)

// starting is `starting [NAME=value…] args…`: it starts assay args… and waits for its first line.
// An address in it is $FLEET from then on. The process is ended with the script.
func starting(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: starting [NAME=value...] args...")
	}
	words := slices.IndexFunc(args, func(arg string) bool { return !strings.Contains(arg, "=") })
	first := launch(ts, "assay", args[:words], args[words:])
	if address := regexp.MustCompile(`nats://\S+`).FindString(first); address != "" {
		ts.Setenv("FLEET", address)
	}
}

// launch starts a command and returns its first line. It is ended with the script.
func launch(ts *testscript.TestScript, command string, env, args []string) (first string) {
	path, err := exec.LookPath(command)
	ts.Check(err)
	c := exec.Command(path, args...)
	c.Dir = ts.MkAbs(".")
	c.Env = append([]string{"PATH=" + ts.Getenv("PATH"), "XDG_STATE_HOME=" + ts.Getenv("XDG_STATE_HOME"), "TMPDIR=" + ts.MkAbs(".")}, env...)
	out, in := io.Pipe()
	c.Stdout, c.Stderr = in, in
	ts.Check(c.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = in.CloseWithError(c.Wait())
	}()
	ts.Defer(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	read := bufio.NewReader(out)
	first, err = read.ReadString('\n')
	ts.Logf("%s", first)
	if err != nil {
		ts.Fatalf("it ended: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	return first
}

// older is assay with the fleet's messages of the version before.
type older struct{ link.Client }

func (o older) Agent(ctx context.Context, p fleet.Place, opts fleet.AgentOptions) error {
	opts.Version, opts.Protocol = "0.0.9", fleet.Protocol-1
	return o.Client.Agent(ctx, p, opts)
}

// startingOlder is `older args…`: it starts an older assay args….
func startingOlder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: older args...")
	}
	launch(ts, "assay-older", nil, args)
}

// Why no agent can send from a vantage, with what there is instead.
func TestNoAgentAtAVantage(t *testing.T) {
	old := fleet.Card{Name: "o1", Vantage: "office", Version: "0.0.9", Protocol: fleet.Protocol - 1}
	now := fleet.Card{Name: "h1", Vantage: "home", Version: version, Protocol: fleet.Protocol}
	for _, c := range []struct {
		agents  []fleet.Card
		vantage string
		want    string
	}{
		{[]fleet.Card{now}, "home", ""},
		{[]fleet.Card{old, now}, "", ""},
		{nil, "", "the fleet has no agent; start one: assay agent --fleet URL --vantage NAME"},
		{nil, "home", `no agent sends from the vantage "home"; the fleet has none at all; start one there: assay agent --fleet URL --vantage home`},
		{[]fleet.Card{old, now}, "phone", `no agent sends from the vantage "phone"; there are: home (1 agent), office (1 agent); start one there: assay agent --fleet URL --vantage phone`},
		{[]fleet.Card{old, now}, "office", "the agents at office are of another version than this, assay " + version + ": o1 (assay 0.0.9); install the same version on all machines of the fleet"},
	} {
		got := ""
		if err := agentsAt(c.agents, c.vantage); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("at %q\ngot  %s\nwant %s", c.vantage, got, c.want)
		}
	}
}

// The next step after an error of a fleet's server.
func TestFleetErrors(t *testing.T) {
	for _, c := range []struct{ far, want string }{
		{"nothing", "start one on this machine: assay fleet up"},
		{"silent", "look after its servers, and try again"},
		{"refused", "set ASSAY_FLEET_TOKEN to the token of the server, or name --fleet-creds"},
	} {
		far := &fleet.Unreachable{URL: "nats://127.0.0.1:1", Refused: c.far == "refused", Silent: c.far == "silent", Err: errors.New(c.far)}
		if got, want := fleetError(far).Error(), far.Error()+"; "+c.want; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c.far, got, want)
		}
	}
}
