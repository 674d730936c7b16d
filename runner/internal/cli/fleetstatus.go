package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/fleet"
	"assay/runner/internal/text"
)

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
