//go:build unix

package main

import "time"

// measured is one case: a document run by assay, and what it may cost.
type measured struct {
	title string
	doc   document
	live  bool
	specs bool // as Ginkgo specs of a compiled test, not by the command
	// flag is the mode beyond live; the peer is then the same live run.
	flag string
	// beyond is the most time that it may take more than its peer; 0: not bounded.
	beyond time.Duration
	// peer asks as many times as the document has probes, with this concurrency;
	// 0: no peer.
	peer int
	runs int
	// byHand is how long the same check written by hand in Ginkgo took where the targets
	// were set: like this case it is the start of a process, which machines differ in
	// otherwise than in what they do then. 0: not measured.
	byHand time.Duration

	most      time.Duration // wall time of the whole process; 0: not bounded
	ratio     float64       // most times the peer's time; 0: not bounded
	peak      int64         // most memory in bytes; 0: not bounded
	other     string        // title of a case measured before
	otherMost float64       // most times that case's time
}

const mib = 1 << 20

// check is a document of n checks of the address that answers at once.
func check(name string, n, concurrency int) document {
	return document{name: name, path: "/fast", n: n, concurrency: concurrency, expect: checks}
}

// replayed is a document of n checks with recorded answers, one address told
// apart by a header.
func replayed(name string, n int) document {
	d := check(name, n, 8)
	d.fixture, d.byHeader = true, true
	return d
}

// cases are the figures that the project promises, for a machine of 2 cores.
func cases() []measured {
	slow := check("slow", 200, 200)
	slow.path = "/slow"
	streams := check("streams", 1000, 50)
	streams.path, streams.extra = "/stream", "stream: true"
	streams.expect = `{status: 200, stream: {events: {ge: 50}, last: "[DONE]"}}`
	bounded := check("big", 1, 1)
	bounded.path, bounded.expect = "/big", `{status: 200}`

	recorded := check("recorded", 1000, 8)
	recorded.names = true
	compared := replayed("drift-10k", 10000)

	return []measured{
		{title: "1 live check", doc: check("one", 1, 1), live: true, peer: 1, runs: 31, most: 10 * time.Millisecond, byHand: 7 * time.Millisecond},
		{title: "1,000 live checks, concurrency 8", doc: check("thousand", 1000, 8), live: true, peer: 8, runs: 7, most: 120 * time.Millisecond, ratio: 3},
		{title: "10,000 live checks, concurrency 8", doc: check("ten-thousand", 10000, 8), live: true, peer: 8, runs: 3, most: 900 * time.Millisecond, peak: 150 * mib},
		{title: "200 live checks at 100 ms, concurrency 200", doc: slow, live: true, peer: 200, runs: 5, ratio: 1.25},
		{title: "1,000 live checks recorded, concurrency 8", doc: recorded, live: true, flag: "--record", runs: 9, ratio: 1.3},
		{title: "10,000 recorded checks compared", doc: compared, live: true, flag: "--drift", runs: 3, beyond: time.Second},
		{title: "1,000 replayed checks", doc: replayed("replay-1k", 1000), runs: 5},
		{title: "10,000 replayed checks", doc: replayed("replay-10k", 10000), runs: 3, most: 800 * time.Millisecond, peak: 150 * mib, other: "1,000 replayed checks", otherMost: 11},
		{title: "40,000 replayed checks", doc: replayed("replay-40k", 40000), runs: 3, other: "10,000 replayed checks", otherMost: 4.5},
		{title: "10,000 replayed checks as Ginkgo specs", doc: replayed("door-10k", 10000), specs: true, runs: 3, other: "10,000 replayed checks", otherMost: 4},
		{title: "1,000 streams of 50 events, concurrency 50", doc: streams, live: true, peer: 50, runs: 3, ratio: 1.5},
		{title: "a body of 100 MB under a cap of 10 MiB", doc: bounded, live: true, runs: 3, peak: 80 * mib},
	}
}
