package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"assay/runner/internal/wholefile"
)

func main() {
	npm := flag.Bool("npm", false, "print what npm install installs")
	modules := flag.Bool("go", false, "print what go get installs")
	dir := flag.String("dir", "", "the `folder` with node_modules, clients.mjs and clients-go")
	assay := flag.String("assay", "", "the `command` assay")
	var proxied bool
	workers := flag.Int("workers", 4, "clients at once")
	to := flag.String("o", "docs/clients.md", "the `page` to write")
	only := flag.String("only", "", "only the clients with this `name` in their head; the page goes to standard output")
	flag.BoolVar(&proxied, "proxy", false, "ask by way of assay proxy, whose suites must lint clean and replay; the page is compared and not written")
	flag.Parse()
	if *npm || *modules {
		fmt.Println(strings.Join(installs(*modules), "\n"))
		return
	}
	m := &matrix{words: map[place]string{}, errors: map[place]string{}}
	m.choose(*only)
	var err error
	m.rig.assay, m.rig.proxied = *assay, proxied
	if m.rig.dir, err = filepath.Abs(*dir); err == nil {
		err = m.run(context.Background(), *workers)
	}
	switch {
	case *only != "":
		fmt.Print(m.page())
	case err == nil && proxied:
		err = same(*to, m.page())
	case err == nil:
		err = wholefile.Write(*to, []byte(m.page()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		os.Exit(1)
	}
}

// same reports where a page differs from the file at path.
func same(path, page string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	was, is := strings.Split(string(text), "\n"), strings.Split(page, "\n")
	var differ []error
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			differ = append(differ, fmt.Errorf("%s:%d: by way of the proxy: %s", path, i+1, strings.Join(is[min(i, len(is)):min(i+1, len(is))], "")))
		}
	}
	return errors.Join(differ...)
}

// place is a cell: the title of a section and of a case, the head of a column.
type place struct{ section, scene, column string }

// matrix is every word of the page.
type matrix struct {
	rig    rig
	asked  []*column
	mu     sync.Mutex
	words  map[place]string
	errors map[place]string // what the errors said
}

// choose chooses the clients to measure.
func (m *matrix) choose(only string) {
	for i := range columns {
		if strings.Contains(columns[i].Head, only) {
			m.asked = append(m.asked, &columns[i])
		}
	}
}

// shows reports whether a section's table has a column of the client.
func (s *section) shows(c *column) bool {
	switch kind := s.scenes[0].mode; {
	case kind == plain && c.streamsOnly, kind == tools && !c.tools, kind == responses && !c.others:
		return false
	}
	return true
}

// of returns the clients of a section's table.
func (m *matrix) of(s *section) []*column {
	var out []*column
	for _, c := range m.asked {
		if s.shows(c) {
			out = append(out, c)
		}
	}
	return out
}

// run measures every case with every client, several clients at once.
func (m *matrix) run(ctx context.Context, workers int) error {
	jobs := make(chan *column)
	var wrong []error
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for c := range jobs {
				err := m.client(ctx, c)
				m.mu.Lock()
				wrong = append(wrong, err)
				m.mu.Unlock()
			}
		})
	}
	for _, c := range m.asked {
		jobs <- c
	}
	close(jobs)
	group.Wait()
	return errors.Join(wrong...)
}

// client measures every case with one client.
func (m *matrix) client(ctx context.Context, c *column) error {
	p := &program{column: c, dir: m.rig.dir}
	defer p.end()
	for _, s := range all() {
		if !s.shows(c) {
			continue
		}
		for i := range s.scenes {
			at := place{s.title, s.scenes[i].title, c.Head}
			o, ok, err := m.rig.measure(ctx, p, &s.scenes[i])
			if err != nil {
				return err
			}
			m.mu.Lock()
			m.words[at] = noCase
			if ok {
				m.words[at] = s.scenes[i].word(o)
				if o.Error != nil {
					m.errors[at] = *o.Error
				}
			}
			m.mu.Unlock()
		}
	}
	return nil
}
