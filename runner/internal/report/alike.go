package report

import (
	"fmt"
	"strings"

	"assay/runner/internal/text"
)

// leastAlike is how many findings of a suite must be broken alike for one of them to be shown in
// full and the others to be listed.
const leastAlike = 5

// alikeOf finds the broken findings that fail alike: for the first of them, the others in order.
// others holds those that are listed with the first.
func (t *suiteText) alikeOf(findings []Finding) (of map[*Finding][]*Finding, others map[*Finding]bool) {
	same := map[string][]*Finding{}
	for i := range findings {
		if f := &findings[i]; f.Verdict == Broken {
			how := t.failedAs(f)
			same[how] = append(same[how], f)
		}
	}
	of, others = map[*Finding][]*Finding{}, map[*Finding]bool{}
	for _, all := range same {
		if len(all) < leastAlike {
			continue
		}
		of[all[0]] = all[1:]
		for _, f := range all[1:] {
			others[f] = true
		}
	}
	return of, others
}

// failedAs is the same text for findings that are broken in the same way, wherever that is.
func (t *suiteText) failedAs(f *Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q", f.Reason)
	if o := t.look(f.Probe); o != nil {
		fmt.Fprintf(&b, "%q", o.GaveUp)
	}
	for i := range f.Failures {
		x := &f.Failures[i]
		fmt.Fprintf(&b, "%q", []string{x.Kind, x.Code, x.Path, x.Subject, x.Expected, x.Actual, x.Detail})
	}
	return b.String()
}

// others lists the findings that are broken as one that was shown in full.
func (t *suiteText) others(all []*Finding) {
	head := text.Count(len(all), "more finding") + " broken in the same way"
	if how := firstFailure(all[0].Failures); how != "" {
		head += ", " + how
	}
	head += " (-v shows each in full)"
	t.verdict(all[0], red, wrap(head, t.width-2-verdictWidth))
	for i, f := range all {
		if i == mostUndecided {
			t.line(4, plain(fmt.Sprintf("and %d more", len(all)-i)))
			break
		}
		t.line(4, plain(cut(clean(f.ID+t.shared[f.ID].sister(f)+"  "+f.At.String()+"  "+f.Claim), t.width-4)))
	}
	t.line(0, "")
}
