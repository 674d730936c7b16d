// Package notify tells others that verdicts changed: a command of the user's, a web hook of Slack,
// of Microsoft Teams, or of a program that verifies signatures (Standard Webhooks).
//
// The address of a web hook is a secret: whoever knows it can write to the channel. It is read from
// a variable of the environment, which messages name in its place. What is sent passes the masks of
// all suites of the run.
//
// Goals: a message that arrives although the other side is briefly down, and that leaks nothing.
// Non-goals: deciding what is a change (package watch); queues that outlive the process.
//
// A map of the files:
//
//	hook.go     Hook: kind and address, from a flag's value
//	message.go  the bodies: Slack, Teams, generic
//	send.go     Send: sign, send, try again
//	command.go  Command: the changes on a command's standard input
package notify
