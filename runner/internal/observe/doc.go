// Package observe turns planned probes into observations: from the network, or
// from recorded answers, whichever the caller's [Sender] gives.
//
// A probe is sent at most once a run. Independent probes are in flight together,
// bounded per host; a probe that waits for others costs no goroutine, it is
// handed to a worker when the last of them is settled. What a run does not know
// of a request until then (secrets, captures, ${uuid}…) is filled into a copy at
// the last moment, so that everything that leaves this package still holds
// ${api_key}, never a key.
//
// Goals: as few requests as the contract needs, in a safe order; an answer, a
// failure or a reason for every probe, whatever happens to the others; the end
// within a moment of the end of the context. Non-goals: how a request becomes
// bytes on a connection (package transport); what an answer means.
//
// A map of the files:
//
//	api.go         Options, Progress, Set
//	sender.go      Sender: who answers
//	run.go         one call of Observe: its state, its start and its end
//	graph.go       what waits for what, and what is told when a probe is settled
//	pace.go        the rate of each host, over several calls
//	queue.go       hosts: what is ready, handed out in which order, to how many
//	admit.go       may this be sent, and when: Before, the budget, the rate
//	cool.go        no more after the answer that a cooldown is on
//	writes.go      what is not sent because it changes something
//	missing.go     the observation of what was not asked
//	unmet.go       references that have no value
//	fill.go        references filled into a copy of a request
//	fillurl.go     the same in a URL, encoded by where they stand
//	capture.go     what an answer is asked for other probes, and its secrets
//	send.go        one send, again after a failure; what came, to be handed on
//	poll.go        until: asking until the answer is the one waited for, and why it gave up
//	token.go       tokens of OAuth 2.0: what their endpoint answered, and another one in time
//	sample.go      repeat: several answers to one request
//	wait.go        wait: not before a time, or before the reset that another answer tells
//	waits.go       the times that are waited for, the first on top
//	recorded.go    what was recorded: one answer, samples, polls
//
// What is sent in which order: within what is ready and has a free slot at its
// host, document order; a probe with `risk: bans` only while no other probe is
// ready or under way, because an invented key or a missing one may lengthen a
// limit for everything after it.
package observe
