package recorded_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/observe/recorded"
)

// An observation of a large recording, whose entries are read one in the place of the other, stays
// as it is while others are made.
func TestAnObservationStaysAsItIs(t *testing.T) {
	const probes = 300
	var b strings.Builder
	for i := range probes {
		fmt.Fprintf(&b, "### p%[1]d\n> POST http://127.0.0.1:1/%[1]d\nX-Of: p%[1]d\n\nasked %[1]d\n\n### p%[1]d response\n< HTTP/1.1 200 OK\nX-Of: p%[1]d\n\nanswer %[1]d %[2]s\n\n", i, strings.Repeat("x", 4<<10))
	}
	path := filepath.Join(t.TempDir(), "large.fixture")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := fixture.OpenWanted(path, probes, nil)
	if err != nil {
		t.Fatal(err)
	}
	sender := recorded.New(fixture.NewIndex(f), path, nil)
	seen := make([]*exchange.Observation, probes)
	for i := range seen {
		seen[i], _ = sender.Send(t.Context(), exchange.Call{Probe: fmt.Sprintf("p%d", i), Request: request(i)})
	}
	for i, o := range seen {
		want := []any{request(i), "answer " + fmt.Sprint(i), exchange.Header{{Name: "X-Of", Value: fmt.Sprintf("p%d", i)}}}
		said, _, _ := strings.Cut(string(o.Text()), " x")
		if diff := cmp.Diff(want, []any{o.Request, said, o.Header}); diff != "" {
			t.Fatalf("p%d: %v\n%s", i, o.Missing, diff)
		}
	}
}

func request(i int) *exchange.Request {
	return &exchange.Request{
		Method: "POST", URL: fmt.Sprintf("http://127.0.0.1:1/%d", i), Body: fmt.Appendf(nil, "asked %d", i),
		Header: exchange.Header{{Name: "X-Of", Value: fmt.Sprintf("p%d", i)}},
	}
}
