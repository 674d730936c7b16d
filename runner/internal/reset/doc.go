// Package reset reads the times in responses: the reset of a limit, the time of a retry, the expiry
// of a token.
//
// Servers write such a time in many forms, and two servers use one header name for different ones:
// X-RateLimit-Reset is a number of seconds, a Unix time in seconds or in milliseconds, a date or a
// duration. [Read] finds the form of one text, [Of] lists the headers of a response that name a
// reset, [Next] picks the one to wait for.
//
// Goals: every form of the limiters in use; no overflow for huge values; the other readings of an
// ambiguous value. Non-goals: waiting (package observe), judging (operator time_until of package
// expect).
//
// Files: form.go has the forms; read.go finds the form of a text; number.go, date.go and
// field.go read numbers, dates and structured fields; header.go lists the headers of a
// response; next.go picks the one to wait for; told.go finds the latest of several responses;
// write.go writes a time in a form.
package reset
