package report

// The curl command is made from a planned request; tests give it one directly.
var (
	Curl = curl
	Said = said
)
