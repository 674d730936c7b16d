package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/observe"
)

func TestEnvFilesReadAsPeopleWriteThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "env")
	text := "# a comment\n\nPLAIN=a b\nexport EXPORTED=1\nSINGLE='a # $b \\n'\nDOUBLE=\"a\\nb \\\"c\\\" \\\\n\"\nTAIL=a # comment\nHASH=a#b\nEMPTY=\nEQUALS=a=b\r\nPLAIN=second\nSET=file\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	process := func(name string) (string, bool) {
		v, ok := map[string]string{"SET": "process", "EMPTY": ""}[name]
		return v, ok
	}
	env, err := environment(process, []string{path})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"PLAIN": "a b", "EXPORTED": "1", "SINGLE": `a # $b \n`, "DOUBLE": "a\nb \"c\" \\n", "TAIL": "a", "HASH": "a#b",
		"EMPTY": "", "EQUALS": "a=b", "SET": "process",
	}
	got := map[string]string{}
	for name := range want {
		got[name], _ = env(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, ok := env("UNSET"); ok {
		t.Error("a name that stands nowhere has a value")
	}
}

func TestVarsOfTheCommandLineWinOverFiles(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.json")
	if err := os.WriteFile(first, []byte("host: a\nport: 1\nopen: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(second, []byte(`{"host": "b", "path": "/x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readVars([]string{first, second}, []string{"path=/y=z", "port=2"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"host": "b", "port": "2", "open": "true", "path": "/y=z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestProgressLine(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, c := range []struct {
		step step
		want string
	}{
		{step{Progress: observe.Progress{Total: 4}}, "0 of 4 probes, 0 sent, 0 in flight"},
		{
			step{Progress: observe.Progress{Total: 4, Done: 1, Sent: 3, InFlight: 2, WaitingUntil: now.Add(9 * time.Second)}},
			"1 of 4 probes, about 30s left, 3 sent, 2 in flight",
		},
		{
			step{Progress: observe.Progress{Total: 4, Done: 2, Sent: 2, WaitingUntil: now.Add(9 * time.Second)}, title: "Shop API (2 of 3)"},
			"2 of 4 probes, about 10s left, 2 sent, 0 in flight, waiting on the rate: next in 9s, Shop API (2 of 3)",
		},
		{step{Progress: observe.Progress{Total: 4, Done: 4, Sent: 4}}, "4 of 4 probes, 4 sent, 0 in flight"},
	} {
		c.step.since = now.Add(-10 * time.Second)
		if got := c.step.line(now); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestMutationLine(t *testing.T) {
	title := "Shop API (2 of 3)"
	for _, c := range []struct {
		done, total int64
		title       *string
		want        string
	}{
		{0, 0, nil, "counting what can be changed"},
		{0, 0, &title, "counting what can be changed, Shop API (2 of 3)"},
		{640, 90000, &title, "640 of 90000 mutants, Shop API (2 of 3)"},
		{90000, 90000, &title, "90000 of 90000 mutants, now trying what would kill those that survived, Shop API (2 of 3)"},
	} {
		if got := mutationLine(c.done, c.total, c.title); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
