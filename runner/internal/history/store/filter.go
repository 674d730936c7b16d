package store

import (
	"slices"
	"strings"
	"time"
)

// Filter says which rows a query is about. The zero value selects all.
type Filter struct {
	Suites   []string // names
	Findings []string // ids; "other-methods" includes its rows
	Probes   []string // ids with their rows
	Vantages []string // of the runs
	Since    time.Time
	Until    time.Time // exclusive; zero: no end
}

// where returns the filter as SQL over a table with the columns suite and run.
func (f *Filter) where() (sql string, args []any) {
	parts := []string{"1"}
	if len(f.Suites) > 0 {
		parts = append(parts, in("t.suite", len(f.Suites)))
		for _, s := range f.Suites {
			args = append(args, s)
		}
	}
	if len(f.Vantages) > 0 {
		parts = append(parts, in("r.vantage", len(f.Vantages)))
		for _, v := range f.Vantages {
			args = append(args, v)
		}
	}
	if !f.Since.IsZero() {
		parts = append(parts, "r.started >= ?")
		args = append(args, f.Since.UnixMicro())
	}
	if !f.Until.IsZero() {
		parts = append(parts, "r.started < ?")
		args = append(args, f.Until.UnixMicro())
	}
	return strings.Join(parts, " AND "), args
}

// takes reports whether a finding is selected.
func (f *Filter) takes(id string) bool {
	if len(f.Findings) == 0 || slices.Contains(f.Findings, id) {
		return true
	}
	whole, _, isRow := strings.Cut(id, "[")
	return isRow && slices.Contains(f.Findings, whole)
}

// in returns the condition that a column has one of n values.
func in(column string, n int) string { return column + " IN (?" + strings.Repeat(",?", n-1) + ")" }
