//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// lab holds what the cases need: the built command, the server in its own process, a folder for
// the documents.
type lab struct {
	dir, assay, self string
	door             string // a suite folder as a compiled test; made when a case needs it
	byHand           string // live checks by hand as a compiled test; made when a case needs it
	mocked           string // replayed checks by hand, likewise
	url              string // of the server
	server           *exec.Cmd
	stdin            io.Closer
	temporary        bool
}

// openLab builds what is missing and starts the server.
func openLab(ctx context.Context, dir, assay string) (_ *lab, err error) {
	l := &lab{dir: dir, assay: assay}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.dir == "" {
		l.temporary = true
		if l.dir, err = os.MkdirTemp("", "assay-bench-"); err != nil {
			return nil, err
		}
	} else if err = os.MkdirAll(l.dir, 0o755); err != nil {
		return nil, err
	}
	if l.dir, err = filepath.Abs(l.dir); err != nil {
		return nil, err
	}
	if l.self, err = os.Executable(); err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	if l.self, err = installed(l.self, filepath.Join(l.dir, "bench")); err != nil {
		return nil, err
	}
	// Live runs are kept, as a user's are, but not among the user's own.
	if err = l.keepIn("state"); err != nil {
		return nil, err
	}
	l.door, l.byHand, l.mocked = filepath.Join(l.dir, "door.test"), filepath.Join(l.dir, "byhand.test"), filepath.Join(l.dir, "mocked.test")
	if l.assay == "" {
		l.assay = filepath.Join(l.dir, "assay")
		// As make build does.
		err = build(ctx, l.assay, "env", "CGO_ENABLED=0", "go", "build", "-trimpath", "-o", linked(l.assay), "assay/runner/cmd/assay")
		if err != nil {
			return nil, err
		}
	} else if l.assay, err = filepath.Abs(l.assay); err != nil {
		return nil, err
	}
	return l, l.start(ctx)
}

// start starts the server, which ends with its standard input.
func (l *lab) start(ctx context.Context) error {
	l.server = exec.CommandContext(ctx, l.self, "server")
	stdin, err := l.server.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := l.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := l.server.Start(); err != nil {
		return fmt.Errorf("starting the server: %w", err)
	}
	l.stdin = stdin
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the server's address: %w", err)
	}
	l.url = strings.TrimSpace(address)
	return nil
}

func (l *lab) close() {
	if l.stdin != nil {
		_ = l.stdin.Close()
		_ = l.server.Wait()
	}
	if l.temporary && l.dir != "" {
		_ = os.RemoveAll(l.dir)
	}
}

// figures are the medians of a case, its peer, and the check by hand, what the history costs, and
// the bytes of the file that it makes.
type figures struct {
	own, peer, byHand cost
	others            map[string]cost // of the rivals that are there
	kept              kept
	made              int64
}

// measure alternates runs of a case and of its peers.
func (l *lab) measure(ctx context.Context, c measured) (f figures, err error) {
	if c.command != nil {
		return l.measureCommand(ctx, c)
	}
	if c.tested != "" {
		return l.measureTests(ctx, c)
	}
	args, err := l.prepare(ctx, c)
	if err != nil {
		return f, err
	}
	if c.kept > 0 {
		return l.measureKept(ctx, c, args)
	}
	var owns, peers, byHand []cost
	for range c.runs {
		if c.peer > 0 {
			r, err := l.counted(ctx, c.doc.n, l.dir, l.self, "loop", l.url+c.doc.path, strconv.Itoa(c.doc.n), strconv.Itoa(c.peer))
			if err != nil {
				return f, err
			}
			peers = append(peers, r)
		}
		if c.mapped {
			r, err := l.counted(ctx, 0, l.folder(c), l.self, "mapped", c.doc.name+".fixture", c.doc.by, strconv.Itoa(c.doc.n))
			if err != nil {
				return f, err
			}
			peers = append(peers, r)
		}
		if c.specs {
			r, err := l.counted(ctx, 0, l.dir, l.mocked)
			if err != nil {
				return f, err
			}
			peers = append(peers, r)
		}
		if c.byHand > 0 {
			r, err := l.counted(ctx, c.doc.n, l.dir, l.byHand)
			if err != nil {
				return f, err
			}
			byHand = append(byHand, r)
		}
		if c.flag != "" {
			if err := l.keepIn("live"); err != nil {
				return f, err
			}
			r, err := l.counted(ctx, c.doc.n, l.folder(c), args[0], args[1:]...)
			if err != nil {
				return f, err
			}
			peers = append(peers, r)
			if err := l.keepIn("compared"); err != nil { // as empty as the other one at first
				return f, err
			}
		}
		want := 0
		if c.live {
			want = c.doc.checks()
		}
		line := args
		if c.flag != "" {
			line = append(slices.Clone(args[:len(args)-1]), c.flag) // instead of --live
		}
		r, err := l.counted(ctx, want, l.folder(c), line[0], line[1:]...)
		if err != nil {
			return f, err
		}
		owns = append(owns, r)
	}
	f = figures{own: median(owns), peer: median(peers), byHand: median(byHand)}
	if c.compared {
		f.others, err = l.beside(ctx, c)
	}
	return f, err
}

// keepIn has the runs that follow keep what they keep in a folder of this name. Of two that are
// measured in turn with one history, the same one may take in what both left each time.
func (l *lab) keepIn(name string) error {
	return os.Setenv("XDG_STATE_HOME", filepath.Join(l.dir, name))
}

// measureCommand runs a case's command, in turn with the bare decoder of its document if it has
// one.
func (l *lab) measureCommand(ctx context.Context, c measured) (f figures, err error) {
	if err := os.MkdirAll(l.folder(c), 0o755); err != nil {
		return f, err
	}
	if err := c.files(l.folder(c)); err != nil {
		return f, fmt.Errorf("writing the document: %w", err)
	}
	var owns, peers []cost
	for range c.runs {
		if c.decoded != "" {
			peer, err := l.counted(ctx, 0, l.folder(c), l.self, "decode", c.decoded)
			if err != nil {
				return f, err
			}
			peers = append(peers, peer)
		}
		own, err := l.command(ctx, c)
		if err != nil {
			return f, err
		}
		owns = append(owns, own)
	}
	f.own = median(owns)
	if len(peers) > 0 {
		f.peer = median(peers)
	}
	if c.made != "" {
		info, err := os.Stat(filepath.Join(l.folder(c), c.made))
		if err != nil {
			return f, err
		}
		f.made = info.Size()
	}
	return f, nil
}

// command runs a case's command, and returns its cost, or that of its package initialization.
func (l *lab) command(ctx context.Context, c measured) (cost, error) {
	if c.inits > 0 {
		return initialization(ctx, l.assay, c.command...)
	}
	return l.counted(ctx, 0, l.folder(c), l.assay, c.command...)
}

// folder returns the folder of a case's documents: one for each case, since a compiled test runs
// every document in its folder.
func (l *lab) folder(c measured) string { return filepath.Join(l.dir, c.doc.name) }

// prepare writes a case's documents and returns the command line that runs them.
func (l *lab) prepare(ctx context.Context, c measured) ([]string, error) {
	target := recordedTarget
	if c.live && !c.doc.fixture {
		target = l.url
	}
	if err := os.MkdirAll(l.folder(c), 0o755); err != nil {
		return nil, err
	}
	path, err := c.doc.write(l.folder(c), target)
	if err != nil {
		return nil, fmt.Errorf("writing the suite: %w", err)
	}
	if c.specs {
		err := errors.Join(os.Setenv("BENCH_ANSWER", answer), os.Setenv("BENCH_CHECKS", strconv.Itoa(c.doc.n)), compile(ctx, l.mocked, "mocked"), compile(ctx, l.door, "door"))
		return []string{l.door}, err
	}
	if c.byHand > 0 {
		if err := errors.Join(os.Setenv("BENCH_URL", l.url+c.doc.path), os.Setenv("BENCH_CHECKS", "1")); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(l.byHand); c.compared && err != nil {
		if err := compile(ctx, l.byHand, "byhand"); err != nil {
			return nil, err
		}
	}
	args := []string{l.assay, "run", "--strict", "--output", "quiet", path}
	args = append(args, c.flags...)
	if c.live {
		args = append(args, "--target", l.url, "--live")
	}
	return args, nil
}

// benchTests is the import path of the tests in testdata.
const benchTests = "assay/runner/internal/bench/testdata/"

// compile compiles a test of testdata.
func compile(ctx context.Context, to, name string) error {
	return build(ctx, to, "go", "test", "-c", "-o", linked(to), benchTests+name)
}

// build runs a command that writes a program into linked(to), and installs that.
func build(ctx context.Context, to string, command ...string) error {
	if _, err := run(ctx, "", command[0], command[1:]...); err != nil {
		return err
	}
	if _, err := installed(linked(to), to); err != nil {
		return err
	}
	return os.Remove(linked(to))
}

// linked returns the linker's output path for the program at path.
func linked(path string) string { return path + ".linked" }

// installed copies a program in pieces of 64 KiB, as make build does: the system then holds it in
// such pieces, and it starts in a tenth less time than the linker's file. Of larger pieces it maps
// more: those of 4 MiB save another twentieth, and make the whole program resident.
func installed(from, to string) (_ string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("installing %s: %w", filepath.Base(to), err)
		}
	}()
	source, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer source.Close()
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err // otherwise its pieces would stay
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755)
	if err != nil {
		return "", err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{out}, struct{ io.Reader }{source}, make([]byte, 64<<10))
	return to, errors.Join(err, out.Close())
}

// speed returns the ratio of the loop's time for 1,000 requests to that on the machine of the
// targets.
func (l *lab) speed(ctx context.Context) (float64, error) {
	const there = 42 * time.Millisecond
	var runs []cost
	for range 7 {
		c, err := l.counted(ctx, 1000, l.dir, l.self, "loop", l.url+"/fast", "1000", "8")
		if err != nil {
			return 0, err
		}
		runs = append(runs, c)
	}
	return float64(median(runs).wall) / float64(there), nil
}

// counted runs a process and checks the number of requests it sent.
func (l *lab) counted(ctx context.Context, want int, dir, name string, args ...string) (cost, error) {
	if _, err := l.count(ctx); err != nil {
		return cost{}, err
	}
	c, err := run(ctx, dir, name, args...)
	if err != nil {
		return c, err
	}
	got, err := l.count(ctx)
	if err != nil {
		return c, err
	}
	if got != want {
		return c, fmt.Errorf("%s sent %d requests instead of %d", filepath.Base(name), got, want)
	}
	return c, nil
}

// count returns the number of requests the server answered since the last call.
func (l *lab) count(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+"/count", nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("asking the server for its count: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(body))
}
