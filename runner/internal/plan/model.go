package plan

import (
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Plan is a suite made ready to run: every row a probe of its own, every
// finding the specs that judge it.
type Plan struct {
	Suite  *suite.Suite
	Probes []*Probe // document order
	Specs  []*Spec  // document order; the pending specs of the checklist last
	Tree   *Container
	// Compared are the secrets that some expectation of the suite compares an answer with.
	Compared []suite.Secret

	names  names
	values map[string]any // vars, and secrets as "${name}"
}

// Probe gives the planned probe of that id ("id" or "id[row]"), nil when there
// is none.
func (p *Plan) Probe(id string) *Probe { return p.names.byID[id] }

// Probe is one request to send, at most once per run.
type Probe struct {
	ID      string // "other-method[basic]"
	Of      *suite.Probe
	Row     string
	Vars    map[string]any // of the row
	Order   int            // index in Plan.Probes
	Request *exchange.Request
	// Deps must be observed before this one: after, and ${probe.capture}.
	Deps []*Probe
	// Elsewhere is why it is not sent in the environment of the run, "" where it may be.
	Elsewhere string
	// Refs are the references left in Request: secrets, captures
	// ("login.token", or "login[a].token" within rows) and built-ins.
	Refs  []string
	Until *expect.Expectation // bound to the row; nil: no polling
	// When is the answer that it is sent after; nil: whatever others are answered.
	When *When
	At   source.Pos
}

// When is the condition of a probe: it is sent only if the observation of another meets
// an expectation, which is bound to the row.
type When struct {
	Probe  *Probe
	Expect *expect.Expectation
}

// Spec is one claim about one probe: what Ginkgo shows as a spec.
type Spec struct {
	ID      string // finding id, with the row where it names several probes: "bearer", "f4[basic]"
	Finding *suite.Finding
	Item    *suite.Item // instead of Finding: a checklist item, pending
	Probe   *Probe
	Control *Probe              // nil: none
	Expect  *expect.Expectation // bound to the row; captures are bound when judged
	Unless  *expect.Expectation
	// Needs are the probes whose observations judging reads: Probe, Control,
	// those of same_as and differs_from, and those whose captures are referred to.
	Needs []*Probe
	// Text is the spec's own: the claim, or, where a finding names several probes
	// and the claim is their container's text, the probe's id.
	Text    string
	Path    []string // texts of the containers above it, outermost first
	Labels  []string // finding's
	Pending string   // a reason, "" when it is judged
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

// Container is a node of the spec tree: at most MostInContainer nodes below it,
// because Ginkgo's cost is quadratic in that number.
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

// At is where the node stands in the document.
func (n Node) At() source.Pos {
	if n.Spec != nil {
		return n.Spec.At
	}
	return n.Container.At
}

// MostInContainer is how many nodes one container holds at the most.
const MostInContainer = 100
