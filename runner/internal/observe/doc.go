// Package observe turns planned probes into observations: from the network or from recordings,
// depending on the caller's [Sender].
//
// A probe is sent at most once per run. Independent probes are in flight concurrently, with a limit
// per host; a waiting probe has no goroutine, but goes to a worker when the last of its
// dependencies is settled. Values that are known only then (secrets, captures, ${uuid}…) are filled
// into a copy of the request, so that all data that leaves this package holds ${api_key}, never a
// key.
//
// Goals: as few requests as the contract needs, in a safe order; a response, a failure or a reason
// for every probe, regardless of others; a prompt end when the context ends. Non-goals: how a
// request becomes bytes on a connection (package transport); what a response means.
//
// A map of the files:
//
//	api.go         Options, Progress, Set
//	sender.go      Sender: the source of responses
//	run.go         one call of Observe: its state, its start and its end
//	graph.go       dependencies, and what happens when a probe is settled
//	pace.go        Pace: the rate of each host, over several calls
//	queue.go       hosts: ready probes, their order and concurrency
//	admit.go       whether and when to send: Before, the budget, the rate
//	cool.go        no more requests after a response that a cooldown matches
//	writes.go      probes not sent because they change state
//	missing.go     the observation of a probe that was not sent
//	unmet.go       references without a value
//	fill.go        references filled into a copy of a request
//	fillurl.go     the same in a URL, encoded by position
//	capture.go     captures for other probes, and secrets in them
//	send.go        one send, and retries; makes the observation
//	poll.go        until: polls for a response, and says why it gave up
//	token.go       tokens of OAuth 2.0: reads and renews them
//	sample.go      repeat: several responses to one request
//	wait.go        wait: until a time, or the reset that another response names
//	waits.go       a heap of the times waited for
//	recorded.go    recordings: one response, samples, polls
//
// The order of sending: of the probes that are ready and have a free slot at their host, document
// order; a probe with `risk: bans` only while no other probe is ready or in flight, because an
// invented or missing key may lengthen a limit for all later requests.
package observe
