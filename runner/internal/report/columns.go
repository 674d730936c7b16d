package report

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Named is a result and the file that it was read from.
type Named struct {
	Name   string // of its column; "" takes one from the result
	File   string
	Result *Result
}

// Column is one of the compared runs.
type Column struct {
	Name         string `json:"name"` // see [Compare]
	File         string `json:"file"`
	Mode         string `json:"mode"`
	Vantage      string `json:"vantage,omitempty"`
	Environment  string `json:"environment,omitempty"` // if all its suites have the same
	Target       string `json:"target,omitempty"`      // if all its suites have the same
	Started      string `json:"started"`
	Requests     int    `json:"requests"`
	Holds        int    `json:"holds"` // findings
	Broken       int    `json:"broken"`
	Inconclusive int    `json:"inconclusive"`
	Pending      int    `json:"pending"`
}

// columnsOf describes the runs; their names differ.
func columnsOf(results []Named) []Column {
	out := make([]Column, len(results))
	for i := range results {
		r, t := results[i].Result, results[i].Result.Tally()
		out[i] = Column{
			Name: results[i].Name, File: results[i].File, Mode: r.Mode, Vantage: r.Vantage, Started: r.Started, Requests: r.Requests,
			Environment: r.common(func(s *Suite) string { return s.Environment }), Target: r.common(func(s *Suite) string { return s.Target }),
			Holds: t.Holds, Broken: t.Broken, Inconclusive: t.Inconclusive, Pending: t.Pending,
		}
	}
	nameColumns(out, results)
	return out
}

// common returns the value that all suites of a run have, "" if they differ.
func (r *Result) common(of func(*Suite) string) string {
	value := ""
	for i := range r.Suites {
		if one := of(&r.Suites[i]); i == 0 {
			value = one
		} else if one != value {
			return ""
		}
	}
	return value
}

// nameColumns names the columns that have no name: by the first property of the runs that
// distinguishes all of them, else by vantage or file, and by start where these are equal.
func nameColumns(columns []Column, results []Named) {
	for _, property := range []func(i int) string{
		func(i int) string { return columns[i].Vantage },
		func(i int) string { return columns[i].Environment },
		func(i int) string { return withoutScheme(columns[i].Target) },
		func(i int) string { return strings.Join(suitesOf(results[i].Result), ", ") },
		func(i int) string { return stem(columns[i].File) },
		func(i int) string { return columns[i].File },
	} {
		if distinct(columns, property) {
			return
		}
	}
	count := map[string]int{}
	for i := range columns {
		c := &columns[i]
		if c.Name == "" {
			c.Name = c.File
			if c.Vantage != "" {
				c.Name = c.Vantage
			}
		}
		count[c.Name]++
	}
	for i := range columns {
		if c := &columns[i]; count[c.Name] > 1 {
			c.Name = fmt.Sprintf("%s %s", c.Name, c.Started)
		}
	}
}

// distinct names the columns without a name by a property, if all names differ then.
func distinct(columns []Column, property func(i int) string) bool {
	names, seen := make([]string, len(columns)), map[string]bool{}
	for i := range columns {
		if names[i] = columns[i].Name; names[i] == "" {
			names[i] = property(i)
		}
		if names[i] == "" || seen[names[i]] {
			return false
		}
		seen[names[i]] = true
	}
	for i := range columns {
		columns[i].Name = names[i]
	}
	return true
}

func withoutScheme(target string) string {
	_, rest, found := strings.Cut(target, "://")
	if !found {
		return target
	}
	return rest
}

func stem(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

func suitesOf(r *Result) []string {
	var names []string
	for i := range r.Suites {
		names = append(names, r.Suites[i].Suite)
	}
	return names
}
