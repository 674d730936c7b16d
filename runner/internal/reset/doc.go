// Package reset reads the times that responses name: when a limit resets, when to ask
// again, when a token expires.
//
// Servers write such a time in many forms, and two servers use one header name for
// different ones: X-RateLimit-Reset is a number of seconds, a Unix time in seconds or in
// milliseconds, a date or a duration. [Read] finds the form of one text, [Of] lists the
// headers of a response that name a reset, [Next] picks the one that a client waits for.
//
// Goals: every form that a limiter in use sends; no overflow, however huge the value; the
// other readings of a value that fits two. Non-goals: to wait (package observe), to judge
// (operator time_until of package expect).
//
// Files: form.go has the forms; read.go finds the form of a text; number.go, date.go and
// field.go read numbers, dates and structured fields; header.go lists the headers of a
// response; next.go picks the one to wait for; told.go finds the latest of several responses;
// write.go writes a time in a form.
package reset
