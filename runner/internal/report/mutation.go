package report

// Mutation is the strength of a suite's findings: which changes of responses they noticed.
type Mutation struct {
	Mutants    int     `json:"mutants"` // judged, without the equivalent ones
	Killed     int     `json:"killed"`  // a finding broke
	Equivalent int     `json:"equivalent"`
	Score      float64 `json:"score"` // Killed of Mutants, 0 to 1
	// Survivors holds the mutants that no finding noticed, worst first.
	Survivors []Survivor `json:"survivors"`
	// Findings says what each finding killed; one that kills nothing claims nothing.
	Findings []Kills `json:"findings"`
}

// Survivor is a mutant that no finding noticed, or several that changed the same part.
type Survivor struct {
	Probe    string `json:"probe"`
	Operator string `json:"operator"` // "field dropped"
	At       string `json:"at"`       // what it touched: "$.detail", "header Retry-After", "status"
	Was      string `json:"was,omitempty"`
	Is       string `json:"is,omitempty"`
	Count    int    `json:"count,omitempty"` // how many mutants this line represents; 0 means one
	// Suggest is an expectation that would have noticed, as YAML to paste.
	Suggest string `json:"suggest,omitempty"`
}

// Kills is what one finding noticed.
type Kills struct {
	ID    string `json:"id"`
	Claim string `json:"claim,omitempty"`
	Kills int    `json:"kills"`
	Of    int    `json:"of,omitempty"`   // mutants of the responses that it judges
	Note  string `json:"note,omitempty"` // why it is vacuous
}
