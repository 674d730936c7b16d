package report

// History is what the runs kept before this one, and this one, found: one column
// a run, oldest first. Every list inside has as many entries as Runs.
type History struct {
	Runs     []PastRun `json:"runs"`
	Findings []Strip   `json:"findings"`
	Latency  []Latency `json:"latency,omitempty"`
	// Notes are sentences: how long 429s lasted, between which bounds a limit reset.
	Notes []string `json:"notes,omitempty"`
}

// PastRun is one run kept.
type PastRun struct {
	Started string `json:"started"` // RFC 3339
	Mode    string `json:"mode"`
	Vantage string `json:"vantage,omitempty"`
}

// Strip is a finding's verdicts.
type Strip struct {
	ID       string   `json:"id"`
	Probe    string   `json:"probe,omitempty"`
	Verdicts []string `json:"verdicts"`        // "" where a run did not judge it
	Since    string   `json:"since,omitempty"` // RFC 3339: when the verdict it has now began
}

// Latency is how long a probe's answers took.
type Latency struct {
	Probe string    `json:"probe"`
	MS    []float64 `json:"ms"` // 0 where a run got no answer
}
