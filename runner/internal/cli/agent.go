package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/fleet"
	"assay/runner/internal/suite"
)

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
