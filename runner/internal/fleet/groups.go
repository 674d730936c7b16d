package fleet

import (
	"slices"

	"assay/runner/internal/plan"
)

// Group is probes that one agent sends, in document order: each depends on another one, or shares
// cookies with it.
type Group struct {
	Orders []int
	Bans   bool // one of them may lengthen a limit, so that it is sent last
}

// GroupsOf divides probes into groups, in document order. Those that are observed already join
// none.
func GroupsOf(p *plan.Plan, probes []*plan.Probe, observed func(*plan.Probe) bool) []*Group {
	above := make([]int, len(p.Probes)) // a root is above itself; -1: not among the probes
	for i := range above {
		above[i] = -1
	}
	for _, probe := range probes {
		if !observed(probe) {
			above[probe.Order] = probe.Order
		}
	}
	root := func(i int) int {
		for above[i] != i {
			above[i] = above[above[i]]
			i = above[i]
		}
		return i
	}
	jars := map[string]int{}
	for _, probe := range probes {
		if above[probe.Order] < 0 {
			continue
		}
		for _, dep := range probe.Deps {
			if above[dep.Order] >= 0 {
				above[root(dep.Order)] = root(probe.Order)
			}
		}
		if probe.Request == nil || probe.Request.Jar == "" {
			continue
		}
		if first, ok := jars[probe.Request.Jar]; ok {
			above[root(first)] = root(probe.Order)
		}
		jars[probe.Request.Jar] = probe.Order
	}
	var out []*Group
	byRoot := map[int]*Group{}
	for order := range above {
		if above[order] < 0 {
			continue
		}
		g := byRoot[root(order)]
		if g == nil {
			g = &Group{}
			byRoot[root(order)] = g
			out = append(out, g)
		}
		g.Orders = append(g.Orders, order)
		g.Bans = g.Bans || p.Probes[order].Of.Risk == "bans"
	}
	return out
}

// The maximum number of groups in a chunk. Those of a chunk that an agent claimed are lost with
// it.
const (
	mostInChunk = 128
	mostInJob   = 64 // of a document that several agents send
)

// Jobs puts groups together: the chunks of jobs, each the orders of its probes. A document that is
// one of many is one job, so that it is read by one agent; else each agent has several jobs.
// documents is how many are sent at the same time. Groups that may lengthen a limit come last, as
// one chunk.
func Jobs(groups []*Group, documents, agents int) (calm [][][]int, bans []int) {
	var rest []*Group
	for _, g := range groups {
		if g.Bans {
			bans = append(bans, g.Orders...)
		} else {
			rest = append(rest, g)
		}
	}
	if documents > 1 && documents >= agents {
		if chunks := chunked(rest, min(max(8, len(rest)/8), mostInChunk)); len(chunks) > 0 {
			calm = [][][]int{chunks}
		}
		return calm, bans
	}
	for _, chunk := range chunked(rest, min(max(1, len(rest)/(8*max(1, agents))), mostInJob)) {
		calm = append(calm, [][]int{chunk})
	}
	return calm, bans
}

// chunked returns the orders of groups, size groups in each chunk.
func chunked(groups []*Group, size int) [][]int {
	var out [][]int
	for some := range slices.Chunk(groups, size) {
		var chunk []int
		for _, g := range some {
			chunk = append(chunk, g.Orders...)
		}
		out = append(out, chunk)
	}
	return out
}
