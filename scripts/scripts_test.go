package scripts_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs testdata/*.txtar with the scripts and the built command. $SHOP is a real server,
// whose answer `now STATUS` changes; $RELEASES serves the files in the story's folder releases, as
// GitHub serves those of a release. gh, GitHub's command, is a script of each story, which logs its
// arguments.
func TestScripts(t *testing.T) {
	for _, tool := range []string{"bash", "jq", "curl", "zip", "unzip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s: scripts/packages installs it", tool)
		}
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	assay := filepath.Join(t.TempDir(), "assay")
	if out, err := exec.Command("go", "build", "-ldflags=-s", "-o", assay, "../runner/cmd/assay").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	var status atomic.Int64
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stable" {
			fmt.Fprint(w, `{"ok": true}`)
			return
		}
		w.WriteHeader(int(status.Load()))
		fmt.Fprint(w, `{"order": 1}`)
	}))
	t.Cleanup(shop.Close)
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: os.Getenv("UPDATE_GOLDEN") != "", RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			releases := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(e.WorkDir, "releases"))))
			e.Defer(releases.Close)
			e.Setenv("RELEASES", releases.URL)
			e.Setenv("SHOP", shop.URL)
			e.Setenv("ASSAY", assay)
			e.Setenv("SCRIPTS", here)
			e.Setenv("PATH", filepath.Join(e.WorkDir, "bin")+":"+here+":"+os.Getenv("PATH"))
			e.Setenv("ASSAY_TARGET", shop.URL)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"now": func(ts *testscript.TestScript, _ bool, args []string) {
				var n int64
				_, err := fmt.Sscan(args[0], &n)
				ts.Check(err)
				status.Store(n)
			},
		},
	})
}
