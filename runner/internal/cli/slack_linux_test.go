package cli

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A process that slackens is the same process with the same name and arguments, and starts again
// once.
func TestSlacken(t *testing.T) {
	const child = "SLACKEN_CHILD"
	if os.Getenv(child) != "" {
		slacken()
		slack, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
		name, _ := os.ReadFile("/proc/self/comm")
		fmt.Println("slack", slack, err, os.Getpid(), string(name))
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestSlacken$")
	c.Env = append(os.Environ(), child+"=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want := fmt.Sprintf("slack %d <nil> %d %s\n", fleetSlack, c.Process.Pid, filepath.Base(os.Args[0])); strings.Count(string(out), want) != 1 {
		t.Errorf("got %s, want %s", out, want)
	}
}

// What takes part in a fleet has started again before it asks for the server, or is one, unless it
// took the place of assay: then its timers were late from its start.
func TestAFleetSlackens(t *testing.T) {
	dir := t.TempDir()
	suite := filepath.Join(dir, "a.suite.yaml")
	const text = "suite: A\ntarget: http://127.0.0.1:1\nprobes: {a: {path: /}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n"
	if err := os.WriteFile(suite, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"an agent": {"assay-fleet", "agent"}, "a run": {"assay-fleet", "run", "--live", "--no-history", suite},
		"a server": {"assay-fleet", "fleet", "up", "--listen", "127.0.0.1:0", "--folder", dir}, "handed over": {"assay", "agent"},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			c := exec.Command(args[0], args[1:]...)
			c.Env = append(os.Environ(), "ASSAY_FLEET=nats://"+server.Addr().String())
			out, err := c.StdoutPipe()
			if err == nil {
				err = c.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
			if name == "a server" {
				_, err = bufio.NewReader(out).ReadString('\n')
			} else {
				var asked net.Conn
				if asked, err = server.Accept(); err == nil {
					defer asked.Close()
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", c.Process.Pid))
			again := strings.Contains(string(env), fmt.Sprintf("%s=%d\x00", slackened, c.Process.Pid))
			if want := args[0] == "assay-fleet"; err != nil || again != want {
				t.Errorf("it has started again: %t, want %t, error %v", again, want, err)
			}
		})
	}
}
