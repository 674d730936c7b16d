package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

func answerCommand(p *process) *cobra.Command {
	f := &flags{}
	var paths []string
	var back bool
	c := &cobra.Command{
		Use:   "answer [ITEM yes|no|TEXT...]",
		Short: "Record an answer to a checklist item, or list the items",
		Long: `Answer records what a person looked up: the answer to an item of a suite's
checklist, with its date, in the history. The item then holds, and the diagnosis
takes the answer as evidence. Without an item, answer lists all items and how
they were answered.`,
		Example: `  assay answer
  assay answer key-active yes
  assay answer usage 60 a minute, resets at midnight UTC
  assay answer key-active --take-back`,
		ValidArgsFunction: items,
		RunE:              func(c *cobra.Command, args []string) error { return answer(c, p, f, paths, back, args) },
	}
	s := c.Flags()
	s.StringArrayVar(&paths, "in", nil, "`path` of the suites that have the item; may be repeated")
	s.BoolVar(&back, "take-back", false, "the item has no answer any more")
	f.past.place(s)
	f.documents(c)
	s.Lookup("strict").Hidden = true
	return c
}

func answer(c *cobra.Command, p *process, f *flags, in []string, back bool, args []string) error {
	load, err := f.load(p)
	if err != nil {
		return err
	}
	m, err := remember(c.Context(), p, f.past, len(args) > 0)
	if err != nil {
		return err
	}
	db, err := store.Of(m.DB())
	if err != nil {
		return err
	}
	defer m.Close()
	// As in a live run, the suite's secrets are masked in the answer.
	opts := engine.Options{Mode: pipeline.Live, Load: load, Secret: load.Env, Hooks: engine.Hooks{Masks: &p.masks}}
	m.Into(c.Context(), &opts)
	documents, err := engine.Open(paths(in), opts)
	if err != nil {
		return p.wrong(err, f.output)
	}
	if len(args) == 0 {
		return listItems(p, f, documents)
	}
	d, item, err := findItem(documents, args[0])
	if err != nil {
		return err
	}
	text, err := acceptable(item, strings.Join(args[1:], " "), back)
	if err != nil {
		return err
	}
	if err := keepAnswer(c.Context(), db, d, item, text); err != nil {
		return err
	}
	if text == "" {
		p.say("%s has no answer any more\n", item.ID)
		return nil
	}
	p.say("%s: %s\n", item.ID, d.Redact.String(text))
	if names := named(item); len(names) > 0 && !slices.Contains(names, text) {
		p.say("  kept; the suite says what follows only from: %s\n", strings.Join(names, ", "))
	}
	return nil
}

// findItem returns the item with that id; it is an error if there is none, or several.
func findItem(documents []*pipeline.Document, id string) (*pipeline.Document, *suite.Item, error) {
	var in *pipeline.Document
	var found *suite.Item
	var known, files []string
	for _, d := range documents {
		for _, item := range d.Suite.Checklist {
			known = append(known, item.ID)
			if item.ID == id {
				in, found = d, item
				files = append(files, d.Suite.File.Name)
			}
		}
	}
	switch near := source.Nearest(id, known); {
	case len(files) > 1:
		return nil, nil, usagef("the item %q is in several suites: %s", id, strings.Join(files, ", ")).but("say which with --in FILE")
	case found != nil:
		return in, found, nil
	case len(known) == 0:
		return nil, nil, usagef("no suite here has a checklist").but("say where the suites are with --in PATH")
	case near != "":
		return nil, nil, usagef("no item %q in any checklist", id).but("did you mean %q?", near)
	}
	return nil, nil, usagef("no item %q in any checklist", id).but("the items are: %s", strings.Join(known, ", "))
}

// acceptable returns the answer to keep: in the document's spelling if the item names it.
func acceptable(item *suite.Item, text string, back bool) (string, error) {
	switch {
	case back && text != "":
		return "", usagef("--take-back leaves %s without an answer, but %q is one", item.ID, text).but("leave out one of them")
	case !back && text == "":
		return "", usagef("%s: what is the answer?", item.ID).but("assay answer %s %s", item.ID, strings.Join(append(named(item), "TEXT"), "|"))
	}
	for _, a := range named(item) {
		if strings.EqualFold(a, text) {
			return a, nil
		}
	}
	if near := source.Nearest(text, named(item)); near != "" && text != "" {
		return "", usagef("%s is answered by %s, got %q", item.ID, strings.Join(named(item), " or "), text).but("did you mean %q?", near)
	}
	return text, nil
}

// named returns the answers that an item gives a meaning to.
func named(item *suite.Item) []string {
	var out []string
	for _, a := range item.Answers {
		out = append(out, a.Answer)
	}
	return out
}

// keepAnswer keeps an answer to an item; "" takes the last one back.
func keepAnswer(ctx context.Context, db *store.DB, d *pipeline.Document, item *suite.Item, text string) error {
	return db.Answer(ctx, history.Answer{Suite: d.Suite.Name, Item: item.ID, Text: text, At: time.Now()}, d.Redact)
}

// itemsJSON is what `assay answer --output json` writes.
type itemsJSON struct {
	Version int        `json:"version"`
	Items   []itemJSON `json:"items"`
}

type itemJSON struct {
	Suite string `json:"suite"`
	File  string `json:"file"`
	report.Item
	Answers []string `json:"answers,omitempty"` // those that the suite gives a meaning to
}

// listItems writes every item of the documents and its answer.
func listItems(p *process, f *flags, documents []*pipeline.Document) error {
	all := itemsJSON{Version: 1, Items: []itemJSON{}}
	for _, d := range documents {
		for _, s := range d.Plan.Specs {
			if s.Item != nil {
				all.Items = append(all.Items, itemJSON{Suite: d.Suite.Name, File: d.Suite.File.Name, Item: report.ItemOf(d, s), Answers: named(s.Item)})
			}
		}
	}
	if f.output == "json" {
		return writeJSON(p.out, all)
	}
	if len(all.Items) == 0 {
		p.say("%s\n", "No suite here has a checklist.")
	}
	for i := range all.Items {
		item := &all.Items[i]
		if i == 0 || all.Items[i-1].File != item.File {
			p.say("%s  %s\n", item.Suite, item.File)
		}
		if item.Answer != "" {
			p.say("  answered  %s: %s (%s)\n            %s\n", item.ID, item.Answer, item.Answered[:len("2006-01-02")], item.Ask)
			continue
		}
		p.say("  open      %s: %s\n", item.ID, item.Ask)
		if item.Where != "" {
			p.say("            where: %s\n", item.Where)
		}
		p.say("            assay answer %s %s\n", item.ID, strings.Join(append(item.Answers, "TEXT"), "|"))
	}
	return nil
}
