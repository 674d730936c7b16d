// Package link is a fleet over NATS: streams and key-value buckets of JetStream hold jobs, claims,
// counters and leases; outcomes go straight to the process that waits for them.
//
// Goals: a probe is sent at most once, whoever dies when: an agent claims a job by creating a key
// before it sends, and a claimed job is given to no other. The limits of a document hold for all
// agents together: what an agent may send is taken from a counter by compare-and-set before it is
// sent, and a target is sent to only with a lease that the agent itself lets end early. Non-goals:
// judging (package engine), the server (package server).
//
// No two clocks are compared: cards, runs and leases expire by the server's clock, and who holds
// one counts by its own monotonic clock from before it asked.
//
// A map of the files:
//
//	connect.go    a connection, its errors in words
//	store.go      the stream and the buckets, made when first needed
//	listing.go    the keys of a bucket, none left out, and their changes
//	client.go     Client: what the command calls
//	cards.go      who is there
//	run.go        Run: a run under way, and its outcomes as they come
//	dispatch.go   a document's probes to jobs, and to observations
//	job.go        what a job tells an agent
//	bundles.go    the files of suites, sent and fetched
//	lost.go       jobs whose agent is gone
//	agent.go      Agent: takes jobs, claims them
//	work.go       a job, and the handing in of outcomes
//	chunk.go      a chunk of a job, from its claim to its outcome
//	documents.go  the suites of jobs, read from their files
//	folder.go     the folder of their files
//	gate.go       before each request: connection, lease, claim, budget, cooldown
//	budget.go     counters of requests
//	lease.go      leases of targets: concurrency and rate
//	leasekeys.go  the keys of a lease, asked for and given back
//	cooling.go    cooldowns that all agents keep
//	history.go    runs of watches, for everybody who watches
//	status.go     what a fleet does now
package link
