package report

import "fmt"

// recalled is what the end of a run names again: a broken finding, or several of one cause.
type recalled struct {
	what string
	at   Place // of the first
	of   int   // findings
}

// recap names broken findings again if they may have scrolled away: several, or one among several
// suites.
func (p *printer) recap(r *Result, t Tally) {
	if t.Broken == 0 || t.Broken == 1 && len(r.Suites) == 1 {
		return
	}
	left := t.Broken
	for i, one := range recall(r, p.style.Verbose) {
		if i == mostRecalled && !p.style.Verbose {
			p.line(0, plain(fmt.Sprintf("%-*s%d more", verdictWidth, "", left)))
			break
		}
		broken := p.style.paint(red, verdictWord(Broken))
		if one.of > 1 {
			p.headed(0, verdictWidth, broken, wrap(clean(fmt.Sprintf("%d × %s  %s", one.of, one.what, one.at)), p.width-verdictWidth))
		} else {
			p.line(0, broken+plain(one.what)+"  "+p.style.paint(dim, one.at.String()))
		}
		left -= one.of
	}
	p.line(0, "")
}

// recall lists the broken findings of a run, those of one cause together where they are many, as on
// the page. With each, it lists each of them.
func recall(r *Result, each bool) []recalled {
	alike := map[string]int{}
	for i := range r.Suites {
		for k := range r.Suites[i].Findings {
			if f := &r.Suites[i].Findings[k]; f.Verdict == Broken {
				alike[f.Cause()]++
			}
		}
	}
	var out []recalled
	listed := map[string]bool{}
	for i := range r.Suites {
		shared := sharedIDs(r.Suites[i].Findings)
		for k := range r.Suites[i].Findings {
			f := &r.Suites[i].Findings[k]
			switch cause := f.Cause(); {
			case f.Verdict != Broken || listed[cause]:
			case alike[cause] >= leastAlike && !each:
				listed[cause] = true
				out = append(out, recalled{cause, f.At, alike[cause]})
			default:
				out = append(out, recalled{named(f, shared[f.ID]), f.At, 1})
			}
		}
	}
	return out
}

// named names a finding, its row and, if it judges several probes, which one.
func named(f *Finding, shared sharing) string {
	if _, row := probeOf(f); row != "" && shared != probes {
		return f.ID + row
	}
	return f.ID + shared.sister(f)
}
