//go:build unix

package main

import (
	"fmt"
	"time"
)

// measured is one case: a document run by assay, and the bounds of its cost.
type measured struct {
	title string
	doc   document
	live  bool
	specs bool // run as Ginkgo specs of a compiled test, not by the command; the peer is as many by hand
	// tested is how go test runs the document, against as many specs by hand: again or cached.
	tested string
	// command is run, instead of the document, in a folder that files fills; the peer is the bare
	// decoder of decoded, if that is set. ratio and cpu are of processor time.
	command []string
	files   func(dir string) error
	decoded string
	// flag is a mode other than live; the peer is then the same live run.
	flag string
	// flags are further ones of the run.
	flags []string
	// beyond is the most time in excess of its peer's; 0: unbounded.
	beyond time.Duration
	// peer is the concurrency of the peer, which sends as many requests as the document has probes; 0:
	// no peer.
	peer int
	runs int
	// byHand is the time of the same check, hand-written in Ginkgo, on the machine of the targets:
	// like this case it measures the start of a process, in which machines differ in another ratio
	// than in the work after it. 0: not measured.
	byHand time.Duration

	// mapped is the peer of a replay: a plain loop over a map of the same answers.
	mapped bool
	// compared has the rivals (see rivals) run the same checks; least is the highest ratio to the time
	// of that one.
	compared bool
	least    map[string]float64
	// inits has the time of package initialization measured instead; at most that much.
	inits time.Duration

	most  time.Duration // wall time of the whole process; 0: unbounded
	cpu   time.Duration // processor time of the whole process; 0: unbounded
	ratio float64       // highest ratio to the peer's time; 0: unbounded
	used  float64       // highest ratio to the peer's processor time; 0: unbounded
	held  float64       // highest ratio to the peer's memory; 0: unbounded
	peak  int64         // most memory in bytes; 0: unbounded
	each  int64         // most memory in bytes for each unit, beyond that of 1 live check; 0: unbounded
	units int           // findings, or events of a stream
	made  string        // a file that the command writes in its folder
	size  int64         // most bytes of made
	// kept has runs kept in each of several histories, in turn with as many that are not; it is the
	// highest ratio of the processor time of a run that takes earlier ones in to that of the others,
	// and of the slowest hundredth of the runs to that of those without. 0: not measured.
	kept      float64
	other     string  // title of an earlier case
	otherMost float64 // highest ratio to that case's time
}

const mib = 1 << 20

// linear is the highest ratio of the time for ten times as much: an exponent of 1.05.
const linear = 11.2

// listTime is 14 ms of processor time for each MB of the list.
const listTime = listBody / mib * 14680 * time.Microsecond

// check returns a document of n checks of the address that answers at once.
func check(name string, n, concurrency int) document {
	return document{name: name, path: "/fast", n: n, concurrency: concurrency, expect: checks}
}

// replayed returns a document of n checks with recorded answers: one address, and a header that
// differs.
func replayed(name string, n int) document { return replayedBy(name, n, byHeader) }

// replayedBy returns a document of n checks with recorded answers that this tells apart.
func replayedBy(name string, n int, by string) document {
	d := check(name, n, 8)
	d.fixture, d.by = true, by
	return d
}

// mutants returns a case of the mutants of n checks, 44 each: at least 400,000 a second.
func mutants(title string, n, runs int) measured {
	name := fmt.Sprintf("mutants-%d", n)
	return measured{
		title: title, doc: document{name: name}, command: []string{"mutate", name + ".suite.yaml"}, files: replayedBy(name, n, byURL).into,
		runs: runs, most: time.Duration(n) * 44 * time.Second / 400_000,
	}
}

// large returns a document of one check of a JSON body of 200 MB.
func large(name, expect string) document {
	d := check(name, 1, 1)
	d.path, d.body, d.expect = "/list", "300MiB", expect
	return d
}

// eventsOf returns a document of one check of a stream of manyEvents.
func eventsOf(name, expect string) document {
	d := check(name, 1, 1)
	d.path, d.body, d.extra, d.expect = "/events", "100MiB", "stream: true", expect
	return d
}

// many returns a document in a number of suites, of n checks each.
func many(d document, suites int) document {
	d.suites = suites
	return d
}

// cases returns the cases with the project's targets, for a machine of 2 cores.
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
	recorded10k := check("recorded-10k", 10000, 8)
	recorded10k.names = true
	asked := replayed("asked", 1)
	asked.recorded, asked.long = 10000, 9000
	compared := replayed("drift-10k", 10000)

	return []measured{
		{title: "1 live check", doc: check("one", 1, 1), live: true, peer: 1, runs: 31, most: 10 * time.Millisecond, byHand: 7 * time.Millisecond, ratio: 1.5, peak: 20 * mib, compared: true},
		{title: "package initialization", doc: document{name: "init"}, command: []string{"version"}, files: nothing, runs: 15, inits: 2 * time.Millisecond},
		{title: "1,000 live checks, concurrency 8", doc: check("thousand", 1000, 8), live: true, peer: 8, runs: 7, most: 120 * time.Millisecond, ratio: 1.35, compared: true},
		{title: "10,000 live checks, concurrency 8", doc: check("ten-thousand", 10000, 8), live: true, peer: 8, runs: 3, most: 900 * time.Millisecond, ratio: 1.5, peak: 150 * mib, compared: true},
		{title: "10,000 live checks, concurrency 1", doc: check("in-turn", 10000, 1), live: true, peer: 1, runs: 3, compared: true, least: map[string]float64{"hurl": 0.85}},
		{title: "1,000 live checks, 300 runs in the history", doc: check("kept", 1000, 8), live: true, runs: 300, kept: 1.3},
		{title: "history after them", doc: document{name: "history"}, command: []string{"history"}, files: nothing, runs: 5, most: 150 * time.Millisecond},
		{title: "100,000 live checks without history", doc: check("live-100k", 100_000, 8), live: true, flags: []string{"--no-history"}, runs: 1, each: 5 << 10, units: 100_000},
		{title: "1,000,000 live checks of 100 suites", doc: many(check("live-million", 10_000, 8), 100), live: true, flags: []string{"--no-history"}, runs: 1, peak: 250 * mib},
		{title: "200 live checks at 100 ms, concurrency 200", doc: slow, live: true, peer: 200, runs: 5, ratio: 1.25, compared: true},
		{title: "1,000 live checks recorded, concurrency 8", doc: recorded, live: true, flag: "--record", runs: 25, used: 1.15, held: 1.3},
		{title: "10,000 recorded checks compared", doc: compared, live: true, flag: "--drift", runs: 25, used: 1.15, held: 1.3, beyond: time.Second},
		{title: "10,000 live checks recorded, concurrency 8", doc: recorded10k, live: true, flag: "--record", runs: 25, used: 1.15, held: 1.3},
		{title: "1 check of a fixture of 90 MB", doc: asked, runs: 5, cpu: 85 * time.Millisecond, peak: 30*mib + 12<<10},
		{title: "1,000 replayed checks", doc: replayed("replay-1k", 1000), runs: 5},
		{title: "10,000 replayed checks", doc: replayed("replay-10k", 10000), runs: 9, most: 800 * time.Millisecond, peak: 150 * mib, each: 5 << 10, units: 10_000, other: "1,000 replayed checks", otherMost: 11},
		{title: "10,000 replayed checks by URL", doc: replayedBy("by-url", 10000, byURL), mapped: true, runs: 5, ratio: 1.6},
		mutants("mutants of 1,000 checks", 1000, 11),
		mutants("mutants of 10,000 checks", 10000, 5),
		{title: "10,000 replayed checks by header", doc: replayedBy("by-header", 10000, byHeader), mapped: true, runs: 5, ratio: 1.6},
		{title: "10,000 replayed checks by body", doc: replayedBy("by-body", 10000, byBody), mapped: true, runs: 5, ratio: 1.6},
		{title: "lint of 10,000 replayed checks", doc: document{name: "lint-10k"}, command: []string{"lint", "replay-10k.suite.yaml"}, files: replayed("replay-10k", 10000).into, runs: 9, other: "10,000 replayed checks", otherMost: 1.2},
		{title: "40,000 replayed checks", doc: replayed("replay-40k", 40000), runs: 3, other: "10,000 replayed checks", otherMost: 4.5},
		{title: "100,000 replayed checks", doc: replayed("replay-100k", 100_000), runs: 3, peak: 450 * mib, each: 5 << 10, units: 100_000, other: "10,000 replayed checks", otherMost: linear},
		{title: "1,000,000 replayed checks of 10 suites", doc: many(replayed("replay-million", 100_000), 10), runs: 1, peak: 4096 * mib, other: "100,000 replayed checks", otherMost: linear},
		{title: "10,000 replayed checks as Ginkgo specs", doc: replayedBy("door-10k", 10000, byURL), specs: true, runs: 5, used: 1},
		{title: "go test -count=1 of 40 specs", doc: replayed("tested", 40), tested: again, runs: 9, used: 1.5},
		{title: "go test of 40 specs, cached", doc: replayed("tested", 40), tested: cached, runs: 9, ratio: 1.5},
		{title: "1,000 streams of 50 events, concurrency 50", doc: streams, live: true, peer: 50, runs: 3, ratio: 1.5},
		{title: "100,000 events of a stream, each", doc: eventsOf("events-each", `{stream: {each: {json: {"$.choices[0].delta.content": present}}}}`), live: true, runs: 3, each: 1536, units: manyEvents},
		{title: "100,000 events of a stream, joined", doc: eventsOf("events-joined", `{stream: {joined: {path: "$.choices[0].delta.content", is: {starts_with: "0 1 2 "}}}}`), live: true, runs: 3, each: 1536, units: manyEvents},
		{title: "GitHub's OpenAPI document: lint", doc: document{name: "github-lint"}, command: []string{"lint", "github.suite.yaml"}, files: writeOpenAPI, decoded: "github.json", runs: 5, cpu: 3 * time.Second, ratio: 12, peak: 300 * mib},
		{title: "GitHub's OpenAPI document: import", doc: document{name: "github-import"}, command: []string{"import", "openapi", "--force", "--out", "made.suite.yaml", "github.json"}, files: writeOpenAPI, decoded: "github.json", runs: 5, cpu: 3 * time.Second, ratio: 16, peak: 300 * mib},
		{title: "fmt --check of 100,000 findings", doc: document{name: "fmt-100k"}, command: []string{"fmt", "--check", "many.suite.yaml"}, files: writeMany, runs: 3, most: 3 * time.Second, peak: 600 * mib},
		{title: "HTML of 50,000 findings", doc: document{name: "html-50k"}, command: []string{"run", "--output", "quiet", "--html", "made.html", "many.suite.yaml"}, files: writeReplayed, runs: 3, made: "made.html", size: 12e6},
		{title: "a JSON body of 200 MB, its status", doc: large("large-status", `{status: 200}`), live: true, runs: 3, peak: listBody * 3 / 2},
		{title: "a JSON body of 200 MB, a JSONPath", doc: large("large-path", `{json: {$.end: 1}}`), live: true, runs: 3, cpu: listTime, peak: listBody * 3},
		{title: "a JSON body of 200 MB, a schema", doc: large("large-schema", `{schema: {type: object, required: [data, end]}}`), live: true, runs: 3, cpu: listTime, peak: listBody * 6},
		{title: "a JSON body of 200 MB, a schema of each item", doc: large("large-items", `{schema: {properties: {data: {items: {type: object, properties: {id: {type: integer}, name: {type: string}}}}}}}`), live: true, runs: 1, peak: listBody * 6},
		{title: "a body of 100 MB under a cap of 10 MiB", doc: bounded, live: true, runs: 3, peak: 80 * mib},
	}
}
