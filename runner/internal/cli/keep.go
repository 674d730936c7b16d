package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"assay/runner/internal/expect"
	"assay/runner/internal/history/store"
	"assay/runner/internal/text"
)

// keepAll is the value of --keep that forgets nothing.
const keepAll = "all"

// keeping bounds the history of what runs for ever: once a day (UTC) it forgets the runs of its
// suites that are older than an age.
type keeping struct {
	text   string // of --keep
	age    time.Duration
	day    time.Time // the last one done
	silent bool      // a line said already that runs are forgotten
}

func (k *keeping) flag(s *pflag.FlagSet) {
	s.StringVar(&k.text, "keep", "400d", "take the runs of these suites out of the history that are older than this `age`; "+keepAll+" keeps them")
}

// check reads the flag.
func (k *keeping) check() (err error) {
	if k.text == keepAll {
		return nil
	}
	if k.age, err = expect.ParseDuration(k.text); err != nil || k.age < 24*time.Hour {
		return usagef("--keep is an age of a day or more (90d, 400d), or %s, got %q", keepAll, k.text)
	}
	return nil
}

// round forgets what is too old at a time, if it did not on that day. What cannot be forgotten is a
// warning, and is tried again on the next day.
func (k *keeping) round(ctx context.Context, p *process, now time.Time, past *memory, suites []string) {
	today := now.UTC().Truncate(24 * time.Hour)
	if k.age == 0 || k.day.Equal(today) {
		return
	}
	k.day = today
	db, err := store.Of(past.DB())
	if err != nil || db == nil {
		return // the round said that it is not kept
	}
	before := now.Add(-k.age)
	done, err := db.Bound(context.WithoutCancel(ctx), before, suites)
	switch {
	case err != nil:
		past.Warn("old runs are not forgotten: " + err.Error())
	case done.Runs > 0 && !k.silent:
		k.silent = true
		fmt.Fprintf(p.err, "assay: %s before %s forgotten (--keep %s)\n",
			text.Count(done.Runs, "run"), before.UTC().Format("2006-01-02 15:04 UTC"), k.text)
	}
}
