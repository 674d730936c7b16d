package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// program is the program of one client: it starts when it is first asked, and again after a case
// that it did not end.
type program struct {
	column *column
	dir    string
	cmd    *exec.Cmd
	in     io.Writer
	out    chan []byte // its lines; closed at its end
}

// begin starts the program.
func (p *program) begin(ctx context.Context) error {
	args := []string{"node", "clients.mjs"}
	if p.column.isGo() {
		args = []string{filepath.Join(p.dir, "clients-go")}
	}
	cmd := exec.CommandContext(ctx, args[0], append(args[1:], p.column.Name)...)
	cmd.Dir, cmd.Env = p.dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir} // no key, no proxy
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := make(chan []byte)
	p.cmd, p.in, p.out = cmd, in, lines
	go func() {
		defer close(lines)
		for each := bufio.NewScanner(out); each.Scan(); {
			lines <- append([]byte(nil), each.Bytes()...)
		}
	}()
	return nil
}

// end ends the program, if it runs.
func (p *program) end() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	for range p.out { // what it still printed
	}
	_ = p.cmd.Wait()
	p.cmd = nil
}

// ask lets the client ask a server; asked is closed once the server got a request.
func (p *program) ask(ctx context.Context, m mode, base string, asked <-chan struct{}) (*seen, error) {
	if p.cmd == nil {
		if err := p.begin(ctx); err != nil {
			return nil, err
		}
	}
	if _, err := fmt.Fprintln(p.in, m, base); err != nil {
		return nil, err
	}
	over := time.After(start)
	for {
		select {
		case <-asked:
			asked, over = nil, time.After(limit)
		case line, ok := <-p.out:
			if !ok {
				p.end()
				return nil, errors.New("its program ended")
			}
			o := &seen{}
			if err := json.Unmarshal(line, o); err != nil {
				return nil, fmt.Errorf("its program printed %q: %w", line, err)
			}
			return o, nil
		case <-over:
			p.end()
			return &seen{waits: true}, nil
		}
	}
}
