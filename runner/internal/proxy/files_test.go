package proxy_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/proxy"
	"assay/runner/internal/secret/canary"
)

// Whoever edits the suite or the fixtures while they are recorded keeps the edit: the recording
// goes on in the next files, with all that passed.
func TestAnEditWhileItIsRecordedStays(t *testing.T) {
	for _, ending := range []string{".suite.yaml", ".fixture"} {
		written, told := make(chan string, 100), make(chan proxy.Edited, 100)
		b := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) {
			r.Written = func(path string) { written <- path }
			r.Edited = func(e proxy.Edited) { told <- e }
		})
		edit := func() (path, text string) {
			path = strings.TrimSuffix(<-written, ".fixture") + ending
			text = strings.Replace(read(t, path), "\n", "\n# mine\n", 1)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return path, text
		}
		b.ask("GET", "/orders?page=1", "")
		first, one := edit()
		b.ask("GET", "/orders?page=2", "")
		second, two := edit()
		b.ask("GET", "/orders?page=3", "")
		if _, _, findings := b.replays(); findings != 3 {
			t.Errorf("%d findings", findings)
		}
		if s := b.close(); filepath.Base(s.Suite) != "shop-3.suite.yaml" || filepath.Base(s.Fixtures) != "shop-3.fixture" {
			t.Errorf("the recording is in %s and %s", s.Suite, s.Fixtures)
		}
		for path, text := range map[string]string{first: one, second: two} {
			if read(t, path) != text {
				t.Errorf("of %s the edit is lost", path)
			}
			if e := <-told; e.Masked || e.Next == "" || filepath.Dir(e.Path) != b.folder || filepath.Ext(e.Path) != filepath.Ext(ending) {
				t.Errorf("it told %+v", e)
			}
		}
		for _, left := range []string{first, second} {
			runs := judged(t, strings.TrimSuffix(left, ending)+".suite.yaml", pipeline.Replay)
			if got := runs[0].Verdicts[0].Outcome; got != judge.Holds {
				t.Errorf("%s: %s", left, got)
			}
		}
		if len(told) > 0 {
			t.Errorf("it also told %+v", <-told)
		}
	}
}

// A file of the recording that is removed is written again.
func TestAFileThatIsRemovedWhileItIsRecorded(t *testing.T) {
	written := make(chan string, 100)
	b := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) {
		r.Written = func(path string) { written <- path }
		r.Edited = func(e proxy.Edited) { t.Errorf("it told %+v", e) }
	})
	b.ask("GET", "/orders?page=1", "")
	if err := os.Remove(<-written); err != nil {
		t.Fatal(err)
	}
	b.ask("GET", "/orders?page=2", "")
	if _, _, findings := b.replays(); findings != 2 || filepath.Base(b.close().Suite) != "shop.suite.yaml" {
		t.Errorf("%d findings in %s", findings, b.close().Suite)
	}
}

// A secret that becomes known after somebody edited the files is masked in them, and nothing else.
func TestASecretThatIsLearnedLaterIsMaskedInWhatWasEdited(t *testing.T) {
	const secret = "invented-ticket-4711"
	for path, mask := range map[string]string{
		"/next": "${token}",
		"/next/" + base64.StdEncoding.EncodeToString([]byte(secret)): "${redacted:token}", // it is left out
	} {
		written, told := make(chan string, 100), make(chan proxy.Edited, 100)
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"note": "`+secret+`", "n": 1}`)
		}), func(_ *proxy.Options, r *proxy.RecordOptions) {
			r.Written = func(path string) { written <- path }
			r.Edited = func(e proxy.Edited) { told <- e }
		})
		b.ask("GET", "/start", "")
		fixtures := <-written
		suite := strings.TrimSuffix(fixtures, ".fixture") + ".suite.yaml"
		was := read(t, fixtures)
		if !strings.Contains(was, secret) {
			t.Fatalf("the answer is not in\n%s", was)
		}
		if err := os.WriteFile(suite, []byte(read(t, suite)+"# mine: "+secret+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		b.ask("GET", path, "", "Authorization: Bearer "+secret)
		b.replays()
		for _, path := range []string{suite, fixtures} {
			if strings.Contains(read(t, path), "ticket") {
				t.Errorf("%s: the secret is in\n%s", mask, read(t, path))
			}
		}
		if !strings.Contains(read(t, suite), "\n# mine: "+mask+"\n") || read(t, fixtures) != strings.ReplaceAll(was, secret, mask) {
			t.Errorf("%s:\n%s\n%s", mask, read(t, suite), read(t, fixtures))
		}
		close(told)
		var paths []string
		for e := range told {
			if e.Err != nil {
				t.Error(e.Err)
			}
			if e.Masked {
				paths = append(paths, e.Path)
			}
		}
		if !slices.Equal(paths, []string{suite, fixtures}) {
			t.Errorf("%s: it told of %v", mask, paths)
		}
		if found, err := canary.Search(b.folder, []string{secret}); err != nil || len(found) > 0 {
			t.Errorf("%s: %v, %v", mask, found, err)
		}
	}
}

// A secret that becomes known once it stands in all that was written is in no file: they are
// removed, or masked where somebody edited them.
func TestASecretThatIsLearnedInAllOfTheRecording(t *testing.T) {
	const secret = "invented-ticket-4711"
	hidden := base64.StdEncoding.EncodeToString([]byte(secret))
	for _, edited := range []bool{false, true} {
		written, told := make(chan string, 100), make(chan proxy.Edited, 100)
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "fine") }), func(_ *proxy.Options, r *proxy.RecordOptions) {
			r.Written = func(path string) { written <- path }
			r.Edited = func(e proxy.Edited) { told <- e }
		})
		b.ask("GET", "/"+hidden, "")
		fixtures := <-written
		suite := strings.TrimSuffix(fixtures, ".fixture") + ".suite.yaml"
		if edited {
			if err := os.WriteFile(suite, []byte(read(t, suite)+"# mine\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		b.ask("GET", "/next/"+hidden, "", "Authorization: Bearer "+secret)
		if s := b.close(); s.Draft != nil || s.Leaking == nil {
			t.Errorf("recorded: %+v", s)
		}
		next := strings.TrimSuffix(fixtures, ".fixture") + "-2.suite.yaml"
		want := []proxy.Edited{{Path: suite, Next: suite, Removed: true}}
		if edited {
			want = []proxy.Edited{{Path: suite, Next: next}, {Path: suite, Next: next, Masked: true}, {Path: fixtures, Next: next, Masked: true}}
		}
		close(told)
		if got := slices.Collect(func(yield func(proxy.Edited) bool) {
			for e := range told {
				_ = yield(e)
			}
		}); !slices.Equal(got, want) {
			t.Errorf("it told %+v, want %+v", got, want)
		}
		if left, err := os.ReadDir(b.folder); err != nil || len(left) > 0 != edited {
			t.Errorf("left are %v, %v", left, err)
		}
		if edited && !strings.HasSuffix(read(t, suite), "\n# mine\n") {
			t.Errorf("the edit is lost: %s", read(t, suite))
		}
		if found, err := canary.Search(b.folder, []string{secret}); err != nil || len(found) > 0 {
			t.Errorf("%v, %v", found, err)
		}
	}
}
