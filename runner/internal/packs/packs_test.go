package packs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"assay/runner/internal/packs"
	"assay/runner/internal/suite"
)

// The bounds of a pack: what a user reads and pays at most.
const (
	mostLines    = 300
	mostRequests = 20
	mostTokens   = 200
)

// Every pack says at its top what it costs, and that is what its probes may cost.
func TestCost(t *testing.T) {
	for _, name := range packs.Names() {
		t.Run(name, func(t *testing.T) {
			text, _ := packs.Suite(name, packs.Provider{Target: "http://127.0.0.1:1", Model: "m"})
			s, err := suite.Parse("files/"+name+".suite.yaml", []byte(text), suite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			requests, tokens, cost := 0, 0, 0.0
			for _, p := range s.Probes {
				n := max(1, len(p.Rows))
				if p.Repeat != nil {
					n *= p.Repeat.Times
				}
				requests += n
				tokens += n * asked(p)
				cost += p.Cost * float64(max(1, len(p.Rows)))
			}
			about := packs.About(text)
			if want := fmt.Sprintf("%d requests", requests); !strings.Contains(about, want) {
				t.Errorf("%q does not say %s", about, want)
			}
			if want := fmt.Sprintf("at most %d tokens of output", tokens); tokens > 0 && !strings.Contains(about, want) {
				t.Errorf("%q does not say %s", about, want)
			}
			if tokens > 0 && cost != float64(tokens) {
				t.Errorf("the costs of the probes add up to %v, and they ask for %d tokens", cost, tokens)
			}
			if requests > mostRequests || tokens > mostTokens || strings.Count(text, "\n") > mostLines {
				t.Errorf("%d requests, %d tokens, %d lines", requests, tokens, strings.Count(text, "\n"))
			}
			for _, f := range s.Findings {
				if f.Claim == "" || f.Source == "" {
					t.Errorf("%s has no claim or no source", f.ID)
				}
			}
		})
	}
}

// asked is how many tokens of output a probe asks for.
func asked(p *suite.Probe) int {
	if p.Request.Body == nil {
		return 0
	}
	var body map[string]any
	if json.Unmarshal([]byte(p.Request.Body.Text), &body) != nil {
		return 0
	}
	n := 1.0
	if times, ok := body["n"].(float64); ok {
		n = times
	}
	options, _ := body["options"].(map[string]any)
	config, _ := body["generationConfig"].(map[string]any)
	for _, most := range []any{body["max_tokens"], body["max_output_tokens"], options["num_predict"], config["maxOutputTokens"]} {
		if tokens, ok := most.(float64); ok {
			return int(tokens * n)
		}
	}
	return 0
}

func TestSuiteOfAProvider(t *testing.T) {
	text, ok := packs.Suite("models", packs.Provider{Target: "https://llm.example/api", Model: "org/model:free, \"x\"", Key: "ACME_KEY"})
	if !ok {
		t.Fatal("there is no such pack")
	}
	s, err := suite.Parse("files/models.suite.yaml", []byte(text), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Target != "https://llm.example/api" || !strings.Contains(text, `model: "org/model:free, \"x\""`) || !strings.Contains(text, "api_key: ACME_KEY") {
		t.Error(text)
	}
	if _, ok := packs.Suite("nothing", packs.Provider{}); ok {
		t.Error("there is a pack nothing")
	}
}
