package report

import (
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
)

// ReasonKind is a code that Finding.Kind or Observation.Kind may have.
type ReasonKind struct {
	Code    string
	Meaning string
	Do      string // the next step, for the documentation
	// Decide is what would turn the verdict into another one, in the words of reports; "" if the
	// reason says so, or the response does.
	Decide string
}

// ReasonKinds returns the codes of all reasons: the only table of them.
func ReasonKinds() []ReasonKind {
	missing := func(kind exchange.MissingKind, meaning, do, decide string) ReasonKind {
		return ReasonKind{string(kind), meaning, do, decide}
	}
	judged := func(kind judge.Kind, meaning, do, decide string) ReasonKind {
		return ReasonKind{string(kind), meaning, do, decide}
	}
	return []ReasonKind{
		judged(judge.Unmet, "broken: the answer contradicts the claim", "read `failures`: each says what was expected, what came, and where", ""),
		judged(judge.NoAnswer, "the request got no answer: the observation's `error` says of what kind", "look at the network, the name, the server; `--timeout` gives it longer", ""),
		judged(judge.Untold, "the answer does not tell: a source that did not report it, a body that is not whole", "ask live, or for the whole body", ""),
		judged(judge.Excused, "the finding's `unless` names the answer", "ask again when another answer comes", "another answer than this one, which the finding's unless names"),
		judged(judge.OtherExcused, "`unless` names the answer of the probe that it is compared with", "ask again when that probe is answered otherwise", "another answer to that probe"),
		judged(judge.ControlSame, "the control gets the same answer, so that it proves nothing", "choose a control that is answered otherwise", "an answer that the control does not get"),
		judged(judge.ControlUnknown, "the control has no answer that can be compared", "see why the control has none", "an answer to the control that can be compared"),
		judged(judge.SameRefusal, "two probes get the same refusal (429, 5xx, a ban page)", "ask again when the refusal is over", "an answer to one of the two that is no such refusal"),
		judged(judge.TookLong, "judging took longer than `limits.judge`", "raise `limits.judge`, or narrow what is judged",
			"more time, or less to judge: limits.judge gives longer, a narrower path or a smaller answer needs less"),
		judged(judge.RunEnded, "the run ended before the answer was judged", "run it again, to its end", "a run that is not interrupted"),
		missing(exchange.NeverRecorded, "no fixture answers the request", "`assay run --record`, or `--live`", "a live answer: assay run --live"),
		missing(exchange.NotObserved, "a probe was not asked for in this run", "select it too", "a run that asks for the probe"),
		missing(exchange.NoSecret, "a secret of the suite has no value", "export its variable, or pass `--env-file`", "the secret's value in the environment, or in a file given with --env-file"),
		missing(exchange.Unfilled, "a reference has no value, or one that does not fit: the answer that it is taken from does not have it", "look at the answer of the probe that captures it", ""),
		missing(exchange.NeedsAnswer, "a probe that it depends on got no answer", "see why that probe got none", ""),
		missing(exchange.NoToken, "the authorization server gave no OAuth 2.0 token", "see what it answered, and correct `auth.oauth2` or its secrets", "a token: correct auth.oauth2, or what its secrets hold"),
		missing(exchange.BudgetSpent, "the request budget is spent", "raise `--budget` or `limits.requests`", "a larger budget: --budget, or limits.requests of the suite"),
		missing(exchange.CoolingDown, "a cooldown of the suite lasts", "wait until it is over, or `--now`", "a run after limits.cooldown has passed"),
		missing(exchange.NothingTold, "the answer that `wait.told_by` names tells no time of a reset", "look at that answer; name the header or the JSONPath with `at`", "an answer that tells when the limit resets"),
		missing(exchange.WaitTooLong, "the time that the answer told is further away than `wait.at_most`", "raise `at_most`, or run it again later", "a longer wait.at_most, or a run after that time"),
		missing(exchange.WritesHeld, "the request changes something, or comes after one that does, and `limits.writes` is `ask`", "`--allow-writes`", ""),
		missing(exchange.Elsewhere, "the probe, or one that it needs, is sent in other environments only (`only:`)", "`--env` with one of those", "a run in an environment where it is sent: --env"),
		missing(exchange.WhenUnmet, "the probe, or one that it needs, is sent only after an answer that did not come (`when:`)", "look at the answer of the probe that `when` names", "another answer to the probe that its when: names"),
		missing(exchange.WhenUntold, "the answer that the probe's `when` names does not tell whether it is to be sent", "see why that answer does not tell", "an answer that tells, to the probe that its when: names"),
		missing(exchange.Unsendable, "the request cannot be sent as it is", "correct the part that the reason names", ""),
		missing(exchange.SecretRedirect, "a redirect would take a body with a secret to another origin", "`redirects: 0`, or a probe of its own for that origin", ""),
		missing(exchange.Interrupted, "the run was interrupted first", "run it again, to its end", "a run that is not interrupted"),
		missing(exchange.FailedFast, "the run stopped at the first broken finding (`--fail-fast`)", "mend that one, or run without `--fail-fast`", ""),
		missing(exchange.AgentLost, "the agent of a fleet that was to send the probe was lost, or ended, after it claimed it: whether it was sent is not known", "look for the agent, and run again", ""),
		missing(exchange.FleetLost, "the fleet did not send the probe: its server was lost or full, or no agent took it", "assay fleet status shows who is there", ""),
		missing(exchange.Circular, "the probe waits for itself, by way of what it depends on", "report it: a suite like that should not load", ""),
		missing(exchange.Crashed, "Assay itself failed before there was an answer", "report it", ""),
		missing(exchange.OtherMissing, "a reason that was kept by a release without codes", "read the reason", ""),
		judged(judge.Declared, "pending: the suite says why", "judge it when that is over", ""),
		judged(judge.LiveOnly, "pending: the finding is judged only live", "`assay run --live`", ""),
	}
}

// decidesKind maps a kind of reason to what would turn the verdict into another one.
var decidesKind = sync.OnceValue(func() map[judge.Kind]string {
	out := map[judge.Kind]string{}
	for _, k := range ReasonKinds() {
		out[judge.Kind(k.Code)] = k.Decide
	}
	return out
})
