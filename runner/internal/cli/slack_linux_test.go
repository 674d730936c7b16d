package cli

import (
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
	if want := fmt.Sprintf("slack %d <nil> %d %s\n", agentSlack, c.Process.Pid, filepath.Base(os.Args[0])); strings.Count(string(out), want) != 1 {
		t.Errorf("got %s, want %s", out, want)
	}
}

// An agent has started again before it asks for the server.
func TestAnAgentSlackens(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	c := exec.Command("assay-fleet", "agent", "--fleet", "nats://"+server.Addr().String())
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
	asked, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer asked.Close()
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", c.Process.Pid))
	if want := fmt.Sprintf("%s=%d\x00", slackened, c.Process.Pid); err != nil || !strings.Contains(string(env), want) {
		t.Errorf("it has not started again: %v", err)
	}
}
