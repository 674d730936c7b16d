package reset

// Form is how a text writes a time. The names are the words of `as:`.
type Form string

// The forms.
const (
	Seconds      Form = "seconds"      // from the response on: 120, 4.784
	Milliseconds Form = "milliseconds" // from the response on: 1500
	Duration     Form = "duration"     // from the response on, with units: 6m0s, 2m59.56s, 500ms
	HTTPDate     Form = "http-date"    // RFC 9110, section 5.6.7, also with UTC for GMT
	DateTime     Form = "date-time"    // RFC 3339
	Epoch        Form = "epoch"        // seconds since 1970, also fractions
	EpochMS      Form = "epoch-ms"     // milliseconds since 1970
	RateLimit    Form = "ratelimit"    // structured field: limit=3, remaining=0, reset=3 or "d";r=0;t=3
)

// Forms lists all forms, in the order in which [Read] tries them.
var Forms = []Form{Seconds, Epoch, EpochMS, Duration, DateTime, HTTPDate, RateLimit, Milliseconds}

// Names lists the names of the forms.
func Names() []string {
	names := make([]string, len(Forms))
	for i, f := range Forms {
		names[i] = string(f)
	}
	return names
}

// Example returns a text of the form, "" for an unknown form.
func (f Form) Example() string {
	switch f {
	case Seconds:
		return "120"
	case Milliseconds:
		return "1500"
	case Duration:
		return "6m0s"
	case HTTPDate:
		return "Fri, 02 Jan 2026 03:04:05 GMT"
	case DateTime:
		return "2026-01-02T03:04:05Z"
	case Epoch:
		return "1767323045"
	case EpochMS:
		return "1767323045000"
	case RateLimit:
		return `"minute";r=0;t=3`
	}
	return ""
}

// Absolute reports whether a text of the form names a moment independent of the response's time.
func (f Form) Absolute() bool {
	return f == HTTPDate || f == DateTime || f == Epoch || f == EpochMS
}
