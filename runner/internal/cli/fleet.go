package cli

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/runner/internal/crash"
	"assay/runner/internal/expect"
	"assay/runner/internal/fleet"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// fleetFlags says where a fleet is.
type fleetFlags struct{ url, creds, ca string }

// defaultFleet is where assay fleet up listens.
const defaultFleet = "127.0.0.1:4222"

func (f *fleetFlags) flags(s *pflag.FlagSet, usage string) {
	s.StringVar(&f.url, "fleet", "", usage)
	s.StringVar(&f.creds, "fleet-creds", "", "NATS credentials `FILE` for the fleet, instead of a token")
	s.StringVar(&f.ca, "fleet-ca", "", "PEM `FILE` of the authorities that the fleet's server is trusted by")
}

// on reports whether the command goes by a fleet.
func (f *fleetFlags) on(p *process) bool {
	if f.url == "" {
		f.url, _ = p.env("ASSAY_FLEET")
	}
	return f.url != ""
}

// place returns where the fleet is. Its token comes from the address, from ASSAY_FLEET_TOKEN, or,
// of this machine's server, from the file that assay fleet up made.
func (f *fleetFlags) place(p *process) (fleet.Place, error) {
	f.on(p)
	out := fleet.Place{Creds: f.creds, CA: f.ca, Fell: func(c *crash.Crash) { p.crashed(c, c) }}
	var urls []string
	local := true
	for _, one := range strings.Split(f.url, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil || u.Host == "" || !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme) {
			return out, usagef("--fleet is the address of a NATS server, nats://HOST:PORT or tls://HOST:PORT, got %q", p.typed.String(one)).but("assay fleet up prints that of this machine's")
		}
		if u.User != nil {
			out.Token = u.User.Username()
			u.User = nil
		}
		host := u.Hostname()
		ip := net.ParseIP(host)
		local = local && (host == "localhost" || ip != nil && ip.IsLoopback())
		urls = append(urls, u.String())
	}
	out.URL = strings.Join(urls, ",")
	if token, ok := p.env("ASSAY_FLEET_TOKEN"); ok && out.Token == "" {
		out.Token = strings.TrimSpace(token)
	}
	for flag, path := range map[string]string{"fleet-creds": f.creds, "fleet-ca": f.ca} {
		if path != "" && !exists(path) {
			return out, usagef("--%s: there is no file %s", flag, path)
		}
	}
	if out.Token == "" && out.Creds == "" && local {
		if folder, err := fleetFolder(p.env); err == nil {
			if raw, err := source.ReadFile(filepath.Join(folder, "token"), 4096); err == nil {
				out.Token = strings.TrimSpace(string(raw))
			}
		}
	}
	if out.Token != "" {
		if r, err := redact.New([]redact.Secret{{Name: "fleet_token", Value: out.Token}}, redact.Rules{}); err == nil {
			p.masks.Put("~fleet", r)
		}
	}
	return out, nil
}

// fleetFolder is the folder of this machine's server, beside the history.
func fleetFolder(env func(string) (string, bool)) (string, error) {
	path, err := beside.Place(runtime.GOOS, env)
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), "fleet"), nil
}

// dial connects to a fleet; what keeps it from that is an error of the command line.
func (p *process) dial(ctx context.Context, f *fleetFlags) (fleet.Fleet, error) {
	place, err := f.place(p)
	if err != nil {
		return nil, err
	}
	c, err := p.fleets.Dial(ctx, place)
	if err != nil {
		return nil, fleetError(err)
	}
	return c, nil
}

// fleetError adds the next step to an error of a fleet's server.
func fleetError(err error) error {
	var far *fleet.Unreachable
	if !errors.As(err, &far) {
		return usagef("%v", err)
	}
	if far.Refused {
		return usagef("%v", err).but("set ASSAY_FLEET_TOKEN to the token of the server, or name --fleet-creds")
	}
	if far.Silent {
		return usagef("%v", err).but("look after its servers, and try again")
	}
	return usagef("%v", err).but("start one on this machine: assay fleet up")
}

func fleetCommand(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "fleet",
		Short: "Run and look at the server of a fleet: agents in several networks",
		Long: `A fleet is agents in several networks that send the probes of a run, and a NATS
server with JetStream between them and whoever runs the suites. docs/fleet.md tells
how to plan one.

Exit status: 0; 2 the command line is wrong or the server cannot be reached.`,
		Example: `  assay fleet up
  assay agent --fleet nats://127.0.0.1:4222 --vantage office --secret SHOP_KEY
  assay run --live --fleet nats://127.0.0.1:4222 --vantage office suites/shop
  assay fleet status --fleet nats://127.0.0.1:4222`,
		Args: knownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(fleetUpCommand(p), fleetStatusCommand(p))
	return c
}

func fleetUpCommand(p *process) *cobra.Command {
	var listen, folder, most string
	c := &cobra.Command{
		Use:   "up",
		Short: "Run the server of a fleet on this machine",
		Long: `Up runs a NATS server with JetStream for the fleet of this machine, until Ctrl-C. It
listens on the loopback only, keeps its store in your state folder, and lets in who
has the token, which it makes on first use in a file that only you can read. Assay's
commands on this machine find the token by themselves.

For agents on other machines run a NATS server with TLS and accounts of your own:
docs/fleet.md has a Compose file.

Exit status: 0 it was ended; 2 the command line is wrong, or it cannot be started.`,
		Example: `  assay fleet up
  assay fleet up --listen 127.0.0.1:4300 --store 4GiB`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			o := fleet.UpOptions{Listen: listen, Folder: folder, Log: p.err}
			var err error
			if o.Folder == "" {
				if o.Folder, err = fleetFolder(p.env); err != nil {
					return usagef("the fleet's server has no folder: %v", err).but("name one with --folder")
				}
			}
			if o.Store, err = expect.ParseSize(most); err != nil || o.Store < 16<<20 {
				return usagef("--store is a size of 16MiB or more, such as 2GiB, got %q", most)
			}
			if p.fleets == nil {
				return p.handOver()
			}
			slacken()
			takeHalf()
			o.Ready = func(at fleet.Place, file string) {
				p.say("the fleet's server listens at %s\ntoken: %s (only you can read it)\nstop it with Ctrl-C\n", at.URL, file)
			}
			if err := p.fleets.Up(c.Context(), o); err != nil {
				return usagef("%v", err)
			}
			return nil
		},
	}
	s := c.Flags()
	s.SortFlags = false
	s.StringVar(&listen, "listen", defaultFleet, "`address` of the loopback to listen at; port 0 is any free one")
	s.StringVar(&folder, "folder", "", "`FOLDER` of the store and the token (default: fleet in your state folder)")
	s.StringVar(&most, "store", "2GiB", "most `bytes` that the store takes")
	return c
}

// fleetCommandName is the command that has the client and the server of fleets: assay would start
// later if it linked them.
const fleetCommandName = "assay-fleet"

// handOver continues in the command that has fleets, with the same arguments.
func (p *process) handOver() error {
	path, err := fleetBinary()
	if err != nil {
		return err
	}
	_, unlock := slackenNext()
	defer unlock()
	return p.replaceBy(path)
}

// fleetBinary finds assay-fleet: beside this command, or in PATH.
func fleetBinary() (string, error) {
	name := fleetCommandName
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	beside := "the folder of assay"
	if own, err := os.Executable(); err == nil {
		beside = filepath.Dir(own)
		if path := filepath.Join(beside, name); exists(path) {
			return path, nil
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", usagef("fleets need the command %s, which is neither in %s nor in PATH", fleetCommandName, beside).
		but("a release has it beside assay; from source: go install ./runner/cmd/%s", fleetCommandName)
}
