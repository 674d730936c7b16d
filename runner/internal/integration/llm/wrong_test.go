package llm_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"assay/runner/internal/cli"
	"assay/runner/internal/integration/llm"
	"assay/runner/internal/packs"
)

// asCommand makes this binary the command assay.
const asCommand = "LLM_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(cli.Main(""))
	}
	os.Exit(m.Run())
}

const key = "loopback-only"

func write(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// A provider may be absent, or refuse all work: every pack ends within its budget, and its
// diagnosis names the case.
func TestWhatIsWrong(t *testing.T) {
	upstream := llm.New(key)
	for _, c := range []struct {
		name, model, says string
		most              int64 // requests; 0: the budget
		serve             http.HandlerFunc
	}{
		{"no API of models", "small", "no-llm-api", 0, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusNotFound, "application/json", `{"error": "no such order"}`)
		}},
		{"another API", "small", "no-llm-api", 0, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusOK, "application/json", `{"orders": []}`)
		}},
		{"an unknown model", "gone-0", "model-missing", 0, upstream.ServeHTTP},
		{"a key without rights", "small", "key-limited", 0, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusForbidden, "application/json", `{"error": {"message": "You have insufficient permissions for this operation.", "type": "insufficient_permissions", "param": null, "code": null}}`)
		}},
		{"a wrong key, as Google says it", "small", "key-wrong", 0, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusBadRequest, "application/json", `{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}}`)
		}},
		{"a login page", "small", "login-page", 0, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusOK, "text/html", "<html><form action=/login>Sign in</form></html>")
		}},
		{"a way to a login page", "small", "login-page", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/login")
			write(w, http.StatusFound, "text/html", "<a href=/login>Found</a>")
		}},
		{"a slow server", "small", "slow", 1, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // the server notices a closed client after the body only
			<-r.Context().Done()
		}},
		{"a limit at once", "small", "limited-at-once", 1, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			write(w, http.StatusTooManyRequests, "application/json", `{"error": {"message": "Rate limit reached.", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}`)
		}},
		{"a limit, as Google says it", "small", "limited-at-once", 1, func(w http.ResponseWriter, _ *http.Request) {
			write(w, http.StatusTooManyRequests, "application/json", `{"error": {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details.", "status": "RESOURCE_EXHAUSTED"}}`)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var asked atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				c.serve(w, r)
			}))
			defer server.Close()
			for _, pack := range packs.Names() {
				t.Run(pack, func(t *testing.T) {
					asked.Store(0)
					dir := t.TempDir()
					if text, status := assay(t, dir, "init", pack, "--pack", pack, "--target", server.URL, "--model", c.model); status != 0 {
						t.Fatal(text)
					}
					if c.says == "slow" { // in other cases a busy machine must not count as a slow server
						soon(t, filepath.Join(dir, pack, pack+".suite.yaml"))
					}
					text, status := assay(t, dir, "run", "--live", "--no-history", "--rate", "1000/s", pack)
					if most := bound(pack, c.most); asked.Load() > most {
						t.Errorf("%d requests, expected at most %d", asked.Load(), most)
					}
					if !regexp.MustCompile(`(?m)^ +(stands +` + c.says + ` alone: |supported +(as predicted, and a rival fell: )?` + c.says + `$)`).MatchString(text) {
						t.Errorf("exit status %d, and the diagnosis does not say %s, and nothing else:\n%s", status, c.says, text)
					}
				})
			}
		})
	}
}

// soon shortens a suite's timeout to a tenth of a second.
func soon(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, regexp.MustCompile(`timeout: \d+s`).ReplaceAll(text, []byte("timeout: 100ms")), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// assay runs the command in a folder, with a key.
func assay(t *testing.T, dir string, args ...string) (text string, status int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c := exec.CommandContext(t.Context(), self, args...)
	c.Dir, c.Stdout, c.Stderr = dir, &out, &out
	c.Env = append(os.Environ(), asCommand+"=1", packs.DefaultKey+"="+key, "XDG_STATE_HOME="+filepath.Join(dir, ".state"), "NO_COLOR=1")
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return strings.ReplaceAll(out.String(), "\r", ""), c.ProcessState.ExitCode()
}

// bound returns the most requests that a pack may send: most, or its budget. The gateway's pack is
// about an upstream that limits on request, and continues.
func bound(pack string, most int64) int64 {
	if most == 0 || pack == "gateway" {
		return 20
	}
	return most
}
