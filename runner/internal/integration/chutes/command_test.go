package chutes_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/testkit"
)

// told is the output of one call of the built command: its streams and the files that it wrote.
type told struct {
	status int
	texts  map[string]string
}

var assay = testkit.Assay()

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, assay)) }

// tell calls the command live on the suites, with the emulator's addresses; files are flags that
// each write a file.
func (e *emulator) tell(t *testing.T, binary string, args []string, files ...string) told {
	t.Helper()
	home := t.TempDir()
	args = append(args, "--live", "--rate", "1000/s", "--var", "api="+e.api.URL, "--var", "llm="+e.llm.URL)
	for _, flag := range files {
		args = append(args, flag, filepath.Join(home, "file"+flag))
	}
	var stdout, stderr bytes.Buffer
	c := exec.Command(binary, args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	c.Env = []string{"HOME=" + home, "XDG_STATE_HOME=" + home, "PATH=" + os.Getenv("PATH"), "CHUTES_API_KEY=" + realKey, "CHUTES_SECOND_API_KEY=" + freshKey, "CHUTES_MODEL=" + listed}
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	out := told{status: c.ProcessState.ExitCode(), texts: map[string]string{"standard output": stdout.String(), "standard error": stderr.String()}}
	paths, err := filepath.Glob(filepath.Join(home, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if text, err := os.ReadFile(path); err == nil {
			out.texts[filepath.Base(path)] = string(text)
		}
	}
	return out
}

// private returns the private texts that no output may have, in their echoed forms.
func private() []string {
	var out []string
	for _, word := range []string{realKey, freshKey} {
		out = append(out, word, base64.StdEncoding.EncodeToString([]byte(word)), base64.RawURLEncoding.EncodeToString([]byte(word)),
			basic(word), hex.EncodeToString([]byte(word)), url.QueryEscape(word+"="))
	}
	return append(out, wallet, userID)
}

func (o told) tellsNothingPrivate(t *testing.T) {
	t.Helper()
	for name, text := range o.texts {
		for _, word := range private() {
			if i := strings.Index(text, word); i >= 0 {
				t.Errorf("%s tells %q: …%s…", name, word, text[max(0, i-80):min(len(text), i+len(word)+20)])
			}
		}
	}
}

// The built command, live on both suites, writes every report format, and reveals nothing private.
func TestCommand(t *testing.T) {
	binary := assay.Path(t)
	for _, w := range worlds() {
		if !w.shown() {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			t.Run("run", func(t *testing.T) {
				ran := emulate(t, w).tell(t, binary, []string{"run", "-v", folder}, "--json", "--junit", "--markdown")
				ran.tellsNothingPrivate(t)
				if ran.status > 1 || len(ran.texts) < 5 || !strings.Contains(ran.texts["standard output"], "Chutes inference") {
					t.Errorf("exit status %d, %d texts: %s", ran.status, len(ran.texts), ran.texts["standard error"])
				}
			})
			t.Run("diagnose", func(t *testing.T) {
				e := emulate(t, w)
				said := e.tell(t, binary, []string{"diagnose", "-v", "--budget", "5", folder}, "--json", "--report")
				said.tellsNothingPrivate(t)
				if said.status != 0 {
					t.Errorf("exit status %d: %s", said.status, said.texts["standard error"])
				}
				if asks := e.asks(); len(asks) > 5 {
					t.Errorf("%d requests", len(asks))
				}
				statuses := said.hypotheses(t)
				for id, status := range statuses {
					if stands := id == w.truth || slices.Contains(alikes, id) && slices.Contains(alikes, w.truth); stands == (status == "refuted") {
						t.Errorf("%s is true, and %s is %s", w.truth, id, status)
					}
				}
				if len(statuses) != len(columns) {
					t.Errorf("%d hypotheses are told of, the suite has %d", len(statuses), len(columns))
				}
			})
		})
	}
}

// The label filter excludes paid requests.
func TestCommandAsksForNothingPaid(t *testing.T) {
	e := emulate(t, world{truth: "key-header-ignored"})
	ran := e.tell(t, assay.Path(t), []string{"run", "--label-filter", "!paid", folder})
	if ran.status > 1 {
		t.Errorf("exit status %d: %s", ran.status, ran.texts["standard error"])
	}
	paid := func(a asked) bool { return a.model == listed }
	if asks := e.asks(); len(asks) < 10 || slices.ContainsFunc(asks, paid) {
		t.Errorf("%d requests, some of them for a listed model: %+v", len(asks), asks)
	}
}

// Every command in docs/chutes.md works as written; live ones call the emulator.
func TestDocumentedCommands(t *testing.T) {
	const root = "../../../.."
	page, err := os.ReadFile(filepath.Join(root, "docs", "chutes.md"))
	if err != nil {
		t.Fatal(err)
	}
	binary, shown := assay.Path(t), 0
	for line := range strings.Lines(string(page)) {
		command, ok := strings.CutPrefix(line, "$ assay ")
		if !ok {
			continue
		}
		shown++
		args := strings.Fields(strings.ReplaceAll(command, "'", ""))
		for i, arg := range args {
			if strings.HasPrefix(arg, "suites/") {
				args[i] = filepath.Join(root, arg)
			}
		}
		if slices.Contains(args, "--live") {
			ran := emulate(t, world{truth: "key-header-ignored"}).tell(t, binary, args)
			ran.tellsNothingPrivate(t)
			if ran.status > 1 { // some findings are broken on the notes
				t.Errorf("%s exit status %d: %s", line, ran.status, ran.texts["standard error"])
			}
		} else if out, err := exec.Command(binary, args...).CombinedOutput(); err != nil {
			t.Errorf("%s %v: %s", line, err, out)
		}
	}
	if shown < 4 {
		t.Errorf("the page shows %d commands", shown)
	}
}

// hypotheses returns the statuses of the hypotheses in the JSON result.
func (o told) hypotheses(t *testing.T) map[string]string {
	t.Helper()
	var result struct {
		Suites []struct {
			Suite      string
			Hypotheses []struct{ ID, Status string }
		}
	}
	if err := json.Unmarshal([]byte(o.texts["file--json"]), &result); err != nil {
		t.Fatalf("%v: %s", err, o.texts["file--json"])
	}
	out := map[string]string{}
	for _, s := range result.Suites {
		for _, h := range s.Hypotheses {
			if s.Suite == "Chutes API" {
				out[h.ID] = h.Status
			}
		}
	}
	return out
}
