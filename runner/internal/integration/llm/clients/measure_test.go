package main

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/mock"
)

// What is served is each case to the byte, in turn, at the path that the client asks.
func TestCasesAreServedAsTheyAre(t *testing.T) {
	m := &matrix{}
	m.choose("")
	for _, s := range all() {
		for _, c := range m.of(&s) {
			for i := range s.scenes {
				scene := &s.scenes[i]
				answers := scene.answers(c.format)
				if len(answers) == 0 {
					continue
				}
				file := filepath.Join(t.TempDir(), "answers.fixture")
				if err := os.WriteFile(file, recorded(scene.mode.method(), c.path(scene.mode), c.format, answers), 0o600); err != nil {
					t.Fatal(err)
				}
				recorded, err := mock.Open(file, mock.Options{})
				if err != nil {
					t.Fatalf("%s, %s: %v", scene.title, c.Head, err)
				}
				for k, a := range answers {
					w := httptest.NewRecorder()
					recorded.ServeHTTP(w, httptest.NewRequest(scene.mode.method(), "http://127.0.0.1:1"+c.path(scene.mode), strings.NewReader("{}")))
					body, _ := io.ReadAll(w.Result().Body)
					if status := max(a.status, 200); w.Code != status || string(body) != a.body {
						t.Errorf("%s, %s, answer %d: %d %q, expected %d %q", scene.title, c.Head, k+1, w.Code, body, status, a.body)
					}
					for _, h := range a.headers {
						if got := w.Header().Get(h[0]); got != h[1] {
							t.Errorf("%s, %s, answer %d: header %s is %q, expected %q", scene.title, c.Head, k+1, h[0], got, h[1])
						}
					}
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	said, lost := "it failed: "+words, "unexpected end"
	begin := time.Now()
	at := func(after ...time.Duration) []time.Time {
		out := []time.Time{begin}
		for _, d := range after {
			out = append(out, begin.Add(d))
		}
		return out
	}
	streamed, told := scene{mode: stream}, scene{mode: stream, told: true}
	calls := scene{mode: tools, calls: []call{callF, callG}}
	wait := func(tells time.Duration) scene { return scene{again: after, tells: tells} }
	for name, c := range map[string]struct {
		scene scene
		seen  seen
		want  string
	}{
		"all":                  {streamed, seen{Text: text}, isOK},
		"half":                 {streamed, seen{Text: half}, isHalf},
		"nothing":              {streamed, seen{}, isNone},
		"the server's words":   {told, seen{Error: &said}, withWords},
		"other words":          {told, seen{Error: &lost}, wordless},
		"words nobody sent":    {streamed, seen{Error: &said}, wordless},
		"the network":          {told, seen{Error: &lost, Network: true}, network},
		"beside half":          {streamed, seen{Text: half, Error: &lost, Late: true}, late},
		"beside all":           {streamed, seen{Text: text, Error: &lost, Late: true}, "ok e"},
		"silence":              {streamed, seen{waits: true}, waiting},
		"both calls":           {calls, seen{Calls: []call{{"f", `{"x": 1}`}, callG}}, isOK},
		"no call":              {calls, seen{Calls: []call{}}, isNone},
		"deltas":               {calls, seen{}, inPieces},
		"one melted call":      {calls, seen{Calls: []call{{"fg", `{"x":1}{"y":2}`}}}, "`fg {\"x\":1}{\"y\":2}`"},
		"asked once":           {wait(0), seen{asked: at()}, once},
		"asked once and waits": {wait(time.Minute), seen{asked: at(), waits: true}, waiting},
		"as told":              {wait(time.Second), seen{asked: at(1200 * time.Millisecond)}, asTold},
		"early":                {wait(2 * time.Second), seen{asked: at(time.Second)}, early},
		"at the date":          {wait(0), seen{asked: at(3 * time.Second), due: begin.Add(3 * time.Second)}, asTold},
		"before the date":      {wait(0), seen{asked: at(time.Second), due: begin.Add(3 * time.Second)}, early},
		"at once":              {wait(0), seen{asked: at(400 * time.Millisecond)}, soon},
		"after two seconds":    {wait(0), seen{asked: at(2100 * time.Millisecond)}, "2 s"},
		"three requests":       {scene{again: counted}, seen{asked: at(1, 2)}, "3"},
	} {
		if got := c.scene.word(&c.seen); got != c.want {
			t.Errorf("%s: %s, expected %s", name, got, c.want)
		}
	}
}
