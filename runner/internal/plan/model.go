package plan

import (
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// Plan is a suite ready to run: every row a probe of its own, every finding the specs that judge
// it.
type Plan struct {
	Suite  *suite.Suite
	Probes []*Probe // document order
	Specs  []*Spec  // document order; the pending specs of the checklist last
	Tree   *Container
	// Compared holds the secrets that some expectation of the suite compares a response with.
	Compared []suite.Secret

	names  names
	values map[string]any // vars, and secrets as "${name}"
}

// Probe returns the planned probe with an id ("id" or "id[row]"), nil if there is none.
func (p *Plan) Probe(id string) *Probe { return p.names.byID()[id] }

// Probe is one request to send, at most once per run.
type Probe struct {
	ID      string // "other-method[basic]"
	Of      *suite.Probe
	Row     string
	Vars    map[string]any // of the row
	Order   int            // index in Plan.Probes
	Request *exchange.Request
	// Deps are the probes to observe before this one: those of after, and of ${probe.capture}.
	Deps []*Probe
	// Elsewhere is the reason why it is not sent in the environment of the run; "" if it is sent.
	Elsewhere string
	// Refs are the references left in Request: secrets, captures
	// ("login.token", or "login[a].token" within rows) and built-ins.
	Refs  []string
	Until *expect.Expectation // bound to the row; nil: no polling
	// When is the condition for sending it. May be nil.
	When *When
	At   source.Pos
}

// Alone reports whether a replay of the probe is the one entry of its request, whatever else was
// observed.
func (p *Probe) Alone() bool {
	of := p.Of
	return len(p.Deps) == 0 && p.When == nil && p.Until == nil && p.Elsewhere == "" && of.Repeat == nil &&
		of.Wait == nil && len(of.Capture) == 0 && !of.Cleanup && !of.Token && !subst.Has(p.Request.URL)
}

// When is the condition of a probe: it is sent only if the observation of another probe meets an
// expectation, which is bound to the row.
type When struct {
	Probe  *Probe
	Expect *expect.Expectation
}

// Spec is one claim about one probe; Ginkgo shows it as a spec.
type Spec struct {
	ID      string // finding id, with the row if it names several probes: "bearer", "f4[basic]"
	Order   int    // index in Plan.Specs
	Finding *suite.Finding
	Item    *suite.Item // instead of Finding: a checklist item, pending
	Probe   *Probe
	Control *Probe              // nil: none
	Expect  *expect.Expectation // bound to the row; captures are bound when judged
	Unless  *expect.Expectation
	// Needs are the probes whose observations the judge reads: Probe, Control, those of same_as and
	// differs_from, and those whose captures the expectation refers to.
	Needs []*Probe
	// Text is the spec's own text: the claim, or the probe's id if a finding names several probes, in
	// which case the claim is the text of their container.
	Text    string
	Path    []string // texts of the containers above it, outermost first
	Labels  []string // the finding's
	Pending string   // a reason; "" if it is judged
	At      source.Pos
}

// LiveOnly is the label of findings that a replay does not run.
const LiveOnly = "live-only"

// LiveOnly reports whether the spec is judged in live runs only.
func (s *Spec) LiveOnly() bool { return slices.Contains(s.Labels, LiveOnly) }

// FullText is what --focus matches: container texts and the spec's own, joined
// by spaces, as Ginkgo joins them.
func (s *Spec) FullText() string {
	n := len(s.Text)
	for _, p := range s.Path {
		n += len(p) + 1
	}
	b := make([]byte, 0, n)
	for _, p := range s.Path {
		b = append(append(b, p...), ' ')
	}
	return string(append(b, s.Text...))
}

// Container is a node of the spec tree. It holds at most MostInContainer nodes, because Ginkgo's
// cost is quadratic in that number.
type Container struct {
	Text  string
	At    source.Pos
	Nodes []Node
}

// Node is either a container or a spec.
type Node struct {
	Container *Container
	Spec      *Spec
}

// At returns the node's position in the document.
func (n Node) At() source.Pos {
	if n.Spec != nil {
		return n.Spec.At
	}
	return n.Container.At
}

// MostInContainer is the maximum number of nodes in one container.
const MostInContainer = 100
