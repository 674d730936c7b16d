package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
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

func fleetStatusCommand(p *process) *cobra.Command {
	f := &fleetFlags{}
	var output string
	c := &cobra.Command{
		Use:   "status",
		Short: "Show the agents, queues, budgets and cooldowns of a fleet",
		Long: `Status shows who is there (agents, with their vantage, their secrets' names and what
they do), what waits for them, what runs have sent of their budgets, and which targets
cool down.

Exit status: 0; 2 the server cannot be reached, or the command line is wrong.`,
		Example: `  assay fleet status --fleet nats://127.0.0.1:4222
  assay fleet status --output json | jq '.agents[].vantage'`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkOutput(output); err != nil {
				return err
			}
			if !f.on(p) {
				f.url = "nats://" + defaultFleet
			}
			if p.fleets == nil {
				return p.handOver()
			}
			fl, err := p.dial(c.Context(), f)
			if err != nil {
				return err
			}
			defer fl.Close()
			status, err := fl.Status(c.Context())
			if err != nil {
				return fleetError(err)
			}
			return p.showStatus(status, output)
		},
	}
	s := c.Flags()
	s.SortFlags = false
	f.flags(s, "`URL` of the fleet's server (default: nats://"+defaultFleet+"; environment: ASSAY_FLEET)")
	s.StringVar(&output, "output", "text", "`form` of standard output: text, json or quiet")
	return c
}

// mostBudgets is how many budgets the text of a status has.
const mostBudgets = 20

// showStatus writes what a fleet does.
func (p *process) showStatus(s *fleet.Status, output string) error {
	switch output {
	case "quiet":
		return nil
	case "json":
		e := json.NewEncoder(p.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	there := slices.DeleteFunc(slices.Clone(s.Agents), func(a fleet.Agent) bool { return a.Silent })
	p.say("%s at %s\n", text.Count(len(there), "agent"), s.Server)
	for i := range there {
		p.say("  %s\n", agentLine(&there[i].Card))
	}
	for i := range s.Agents {
		if a := &s.Agents[i]; a.Silent {
			p.say("  %s at %s does not answer: it was lost, or ended, within the last minute\n", a.Name, vantageName(a.Vantage))
		}
	}
	for _, q := range s.Queues {
		if q.Waiting > 0 || q.Taken > 0 {
			p.say("queue of %s: %s waiting, %d taken\n", vantageName(q.Vantage), text.Count(int(q.Waiting), "job"), q.Taken) //nolint:gosec // a queue holds fewer
		}
	}
	p.say("%s under way\n", text.Count(len(s.Runs)-len(s.SilentRuns), "run"))
	switch n := len(s.SilentRuns); n {
	case 0:
	case 1:
		p.say("1 run does not answer: it was lost, or killed, within the last two minutes\n")
	default:
		p.say("%d runs do not answer: they were lost, or killed, within the last two minutes\n", n)
	}
	for _, b := range s.Budgets[:min(len(s.Budgets), mostBudgets)] {
		p.say("budget of %s: %d of %s sent, %d permitted\n", b.Of, b.Sent, text.Count(b.Limit, "request"), b.Held)
	}
	if rest := len(s.Budgets) - mostBudgets; rest > 0 {
		p.say("and %s more, of runs of the last two hours; --output json has them\n", text.Count(rest, "budget"))
	}
	for _, c := range s.Cooldowns {
		until := "for the rest of its run"
		if !c.Until.IsZero() {
			until = "until " + c.Until.UTC().Format("2006-01-02 15:04 UTC")
		}
		p.say("%s cools down at %s %s: %s\n", c.Target, vantageName(c.Vantage), until, c.Why)
	}
	return nil
}

func vantageName(vantage string) string {
	if vantage == "" {
		return "any vantage"
	}
	return vantage
}

func agentLine(a *fleet.Card) string {
	line := fmt.Sprintf("%s at %s, assay %s, %s sent", a.Name, vantageName(a.Vantage), a.Version, text.Count(int(a.Sent), "request"))
	if a.Protocol != fleet.Protocol {
		line += ", of another version than this: it takes no jobs of this one"
	}
	if len(a.Jobs) > 0 {
		line += ", " + text.Count(len(a.Jobs), "job") + " under way"
	}
	if len(a.Secrets) > 0 {
		line += ", has " + strings.Join(a.Secrets, ", ")
	}
	if len(a.Environments) > 0 {
		line += ", for " + strings.Join(a.Environments, ", ")
	}
	return line
}

func agentCommand(p *process) *cobra.Command {
	f := &fleetFlags{}
	var o fleet.AgentOptions
	var secrets, envFiles []string
	c := &cobra.Command{
		Use:   "agent",
		Short: "Send the probes of a fleet's runs from this machine",
		Long: `Agent takes jobs from the server of a fleet and sends their probes from here, until
Ctrl-C. What came back is masked before it leaves the machine. A job uses only those
secrets that --secret and --env-file name: their values never leave the machine, and
nothing else of its environment is read.

Who may put jobs into the fleet has requests sent from this network, with these
secrets: give the token to nobody else.

Exit status: 0 it was ended; 2 the command line is wrong, or the server cannot be
reached or refuses the credentials.`,
		Example: `  assay agent --fleet nats://127.0.0.1:4222 --vantage office --secret SHOP_KEY
  assay agent --fleet tls://nats.example:4222 --fleet-creds agent.creds --vantage phone
  assay agent --fleet nats://127.0.0.1:4222 --vantage office --env-file .env --env staging`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if !f.on(p) {
				return usagef("assay agent needs the address of a fleet").but("name it: --fleet nats://HOST:PORT; assay fleet up starts one on this machine")
			}
			if o.Jobs < 1 {
				return usagef("--jobs must be more than 0, got %d", o.Jobs)
			}
			if err := checkVantage(o.Vantage); err != nil {
				return err
			}
			if err := checkProxy(o.Proxy); err != nil {
				return err
			}
			if err := p.agentSecrets(&o, secrets, envFiles); err != nil {
				return err
			}
			if p.fleets == nil {
				return p.handOver()
			}
			place, err := f.place(p)
			if err != nil {
				return err
			}
			slacken()
			takeHalf()
			o.Version = version
			o.Say = func(format string, args ...any) { fmt.Fprintf(p.err, "assay: "+format+"\n", args...) }
			if err := p.fleets.Agent(c.Context(), place, o); err != nil {
				return fleetError(err)
			}
			return nil
		},
	}
	s := c.Flags()
	s.SortFlags = false
	f.flags(s, "`URL` of the fleet's server (environment: ASSAY_FLEET)")
	s.StringVar(&o.Vantage, "vantage", "", "`name` of the network that this agent sends from")
	s.StringVar(&o.Name, "name", "", "`name` of this agent (default: that of the machine)")
	s.StringArrayVar(&secrets, "secret", nil, "environment `variable` that jobs may use as a secret; may be repeated")
	s.StringArrayVar(&envFiles, "env-file", nil, "secrets that jobs may use, from a `FILE` of NAME=value lines")
	s.StringArrayVar(&o.Environments, "env", nil, "only suites run in this `environment`; may be repeated (default: all)")
	s.StringVar(&o.Proxy, "proxy", "", "`URL` of a proxy: http, https or socks5")
	s.IntVar(&o.Jobs, "jobs", 16, "`number` of jobs at the same time")
	s.StringVar(&o.Folder, "folder", "", "`FOLDER` for the files of suites (default: a temporary one)")
	return c
}

// agentSecrets reads which secrets jobs may use.
func (p *process) agentSecrets(o *fleet.AgentOptions, secrets, files []string) error {
	values := map[string]string{}
	for _, path := range files {
		one, err := suite.ReadEnv(path)
		if err != nil {
			return usagef("--env-file: %v", err)
		}
		for name, value := range one {
			values[name] = value
		}
	}
	for _, name := range secrets {
		value, ok := p.env(name)
		if !ok || value == "" {
			return usagef("--secret %s: the environment variable is not set", name).but("export it before you start the agent, or put it into a file for --env-file")
		}
		values[name] = value
	}
	for name := range values {
		o.Names = append(o.Names, name)
	}
	o.Secrets = func(name string) (string, bool) { value, ok := values[name]; return value, ok }
	return nil
}

func checkVantage(name string) error {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) || len(name) > 100 {
		return usagef("--vantage is a name of at most 100 characters, got %q", name)
	}
	return nil
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
