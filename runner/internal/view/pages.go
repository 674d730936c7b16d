package view

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"assay/runner/internal/crash"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
)

// serverData is what the page's script reads of the server; see assets/served of package page.
type serverData struct {
	Base       string       `json:"base"`
	Page       string       `json:"page"` // now, run, past
	Version    string       `json:"version"`
	Live       bool         `json:"live"`
	Wrong      string       `json:"wrong,omitempty"` // why the suites cannot be read now
	Checklists []checklist  `json:"checklists,omitempty"`
	Run        int          `json:"run,omitempty"`
	Drift      []acceptable `json:"drift,omitempty"`
}

// checklist is the items of a suite that has some, in their order.
type checklist struct {
	File  string      `json:"file"`
	Items []checkItem `json:"items"`
}

type checkItem struct {
	ID       string   `json:"id"`
	Answers  []string `json:"answers"` // those that the suite gives a meaning to
	Answered bool     `json:"answered,omitempty"`
}

// now shows the suites as they are now.
func (s *Server) now(w http.ResponseWriter, r *http.Request) {
	p, err := s.current(r.Context())
	if err != nil {
		s.failed(w, err)
		return
	}
	data := s.data("now", p)
	data.Wrong = p.wrong
	for _, d := range p.documents {
		one := checklist{File: d.Suite.File.Name}
		for _, spec := range d.Plan.Specs {
			if spec.Item == nil {
				continue
			}
			item := checkItem{ID: spec.Item.ID, Answers: []string{}}
			for _, a := range spec.Item.Answers {
				item.Answers = append(item.Answers, a.Answer)
			}
			_, item.Answered = d.Answered(spec)
			one.Items = append(one.Items, item)
		}
		if len(one.Items) > 0 {
			data.Checklists = append(data.Checklists, one)
		}
	}
	s.write(w, p.result, data)
}

// run shows a live run of this server.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("run"))
	c := s.ended(n)
	if c == nil {
		plain(w, http.StatusNotFound, "There is no run "+quoted(r.PathValue("run"))+" of this server.", "Its last runs are in the line at the top of "+s.door.base+"; assay report has the last one of all.")
		return
	}
	p, err := s.current(r.Context())
	if err != nil {
		s.failed(w, err)
		return
	}
	data := s.data("run", p)
	data.Run, data.Drift = n, s.acceptable(c)
	s.write(w, c.result, data)
}

// past shows the history of the suites.
func (s *Server) past(w http.ResponseWriter, r *http.Request) {
	p, err := s.current(r.Context())
	if err != nil {
		s.failed(w, err)
		return
	}
	var names store.Filter
	files := map[string]string{}
	for _, d := range p.documents {
		names.Suites = append(names.Suites, d.Suite.Name)
		files[d.Suite.Name] = d.Suite.File.Name
	}
	past, err := s.remembered(r.Context(), names)
	if err != nil {
		s.failed(w, err)
		return
	}
	result := past.Result(s.o.Tool)
	for i := range result.Suites {
		result.Suites[i].File = files[result.Suites[i].Suite]
	}
	s.write(w, result, s.data("past", p))
}

// remembered returns what the filter selects of the history.
func (s *Server) remembered(ctx context.Context, filter store.Filter) (*report.Past, error) {
	m, err := s.o.Past(ctx, false)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	db, err := store.Of(m.Past(ctx))
	if err != nil {
		return nil, err
	}
	var found []*history.Finding
	var limits []*history.Limited
	if db != nil {
		found, limits, err = db.Past(ctx, filter)
		if err != nil {
			return nil, err
		}
	}
	return report.PastOf(m.Path, found, limits), nil
}

func (s *Server) data(kind string, p *present) *serverData {
	return &serverData{Base: s.door.base, Page: kind, Version: s.version(p), Live: s.o.Live}
}

// write writes a page.
func (s *Server) write(w http.ResponseWriter, result *report.Result, data *serverData) {
	base := s.door.base
	pages := []page.Entry{{Title: "Now", Href: base, Here: data.Page == "now"}, {Title: "History", Href: base + "past", Here: data.Page == "past"}}
	s.mu.Lock()
	for i, c := range s.runs {
		n := i + 1
		if c == nil {
			continue
		}
		pages = append(pages, page.Entry{
			Title: fmt.Sprintf("Run %d: %s, %s", n, c.mode, c.started.Format("15:04:05")), Href: base + "run/" + strconv.Itoa(n), Here: data.Run == n,
		})
	}
	s.mu.Unlock()
	var b bytes.Buffer
	if err := crash.Try(func() error { return page.WriteServed(&b, result, page.Served{Pages: pages, Data: data}) }); err != nil {
		s.failed(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// failed says why there is no page.
func (s *Server) failed(w http.ResponseWriter, err error) {
	plain(w, http.StatusInternalServerError, s.o.Run.Masks.String(report.Printable(err.Error())), "Load the page again once that is mended.")
}
