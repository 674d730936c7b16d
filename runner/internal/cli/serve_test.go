package cli

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// servers are the commands that scripts started and have not stopped.
var servers sync.Map // *testscript.TestScript → *server

type server struct {
	cmd  *exec.Cmd
	told *os.File // all its standard output
	rest chan struct{}
}

// serving is `serving args…`: it starts assay serve args… and waits for its address, which is
// $SERVED from then on.
func serving(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serving args...")
	}
	startServer(ts, append([]string{"serve"}, args...))
}

// proxying is `proxying args…`: the same with assay proxy args….
func proxying(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: proxying args...")
	}
	startServer(ts, append([]string{"proxy"}, args...))
}

func startServer(ts *testscript.TestScript, args []string) {
	path, err := exec.LookPath("assay")
	ts.Check(err)
	s := &server{cmd: exec.Command(path, args...), rest: make(chan struct{})}
	s.cmd.Dir = ts.MkAbs(".")
	errs, err := os.Create(ts.MkAbs("err"))
	ts.Check(err)
	s.cmd.Stderr = errs
	s.told, err = os.Create(ts.MkAbs("out"))
	ts.Check(err)
	out, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() { _ = s.cmd.Process.Kill() })
	read := bufio.NewReader(out)
	first, _ := read.ReadString('\n')
	fmt.Fprint(s.told, first)
	go func() {
		defer close(s.rest)
		_, _ = io.Copy(s.told, read)
	}()
	address := regexp.MustCompile(`http://\S+`).FindString(first)
	if address == "" {
		text, _ := os.ReadFile(errs.Name())
		ts.Fatalf("it said no address: %q\n%s", first, text)
	}
	ts.Setenv("SERVED", address)
	servers.Store(ts, s)
}

// ask is `ask METHOD PATH [Header: value]… [@FILE]`: it sends a request to $SERVED and writes the
// response to the file answer, or `failed: …` if it did not get a whole one.
func ask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ask METHOD PATH [header...] [@FILE]")
	}
	var body io.Reader = http.NoBody
	r, err := http.NewRequest(args[0], ts.Getenv("SERVED")+args[1], nil)
	ts.Check(err)
	for _, a := range args[2:] {
		if file, ok := strings.CutPrefix(a, "@"); ok {
			body = strings.NewReader(strings.TrimSpace(ts.ReadFile(file)))
			continue
		}
		name, value, _ := strings.Cut(a, ": ")
		r.Header.Add(name, value)
	}
	r.Body = io.NopCloser(body)
	answer := ""
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err == nil {
		defer resp.Body.Close()
		answer = resp.Status + "\n"
		for _, name := range slices.Sorted(maps.Keys(resp.Header)) {
			if name != "Date" && name != "Content-Length" {
				answer += name + ": " + strings.Join(resp.Header[name], ", ") + "\n"
			}
		}
		var text []byte
		text, err = io.ReadAll(resp.Body)
		answer += "\n" + string(text)
		if len(text) > 0 && text[len(text)-1] != '\n' {
			answer += "\n"
		}
	}
	if err != nil {
		answer += "failed: " + err.Error() + "\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs("answer"), []byte(answer), 0o644))
}

// stopped is `stopped STATUS`: it interrupts the last server, which must end with that exit status.
// Its output is in the files out and err.
func stopped(ts *testscript.TestScript, neg bool, args []string) {
	v, ok := servers.Load(ts)
	if neg || !ok || len(args) != 1 {
		ts.Fatalf("usage: stopped STATUS, after serving")
	}
	ts.Check(v.(*server).cmd.Process.Signal(syscall.SIGINT))
	ended(ts, neg, args)
}

// ended is `ended STATUS`: the last server ends by itself, with that exit status.
func ended(ts *testscript.TestScript, neg bool, args []string) {
	v, ok := servers.LoadAndDelete(ts)
	if neg || !ok || len(args) != 1 {
		ts.Fatalf("usage: ended STATUS, after serving")
	}
	s := v.(*server)
	<-s.rest
	_ = s.cmd.Wait()
	s.told.Close()
	if got := fmt.Sprint(s.cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit status %s, want %s\n%s", got, args[0], ts.ReadFile("err"))
	}
}

// killed is `killed FILE…`: it kills the last server once the files are there.
func killed(ts *testscript.TestScript, neg bool, args []string) {
	v, ok := servers.LoadAndDelete(ts)
	if neg || !ok || len(args) == 0 {
		ts.Fatalf("usage: killed FILE..., after serving")
	}
	s := v.(*server)
	awaited(ts, neg, args)
	ts.Check(s.cmd.Process.Kill())
	<-s.rest
	_ = s.cmd.Wait()
	s.told.Close()
}

// awaited is `awaited FILE…`: it waits until the files are there.
func awaited(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: awaited FILE...")
	}
	for _, name := range args {
		for _, err := os.Stat(ts.MkAbs(name)); err != nil; _, err = os.Stat(ts.MkAbs(name)) {
			runtime.Gosched()
		}
	}
}
