package contact

// Understood says as what a number was taken that somebody wrote.
type Understood struct {
	Number  string `json:"number"`            // with a +
	Country string `json:"country,omitempty"` // two letters; empty for a number of no one country
	How     How    `json:"how"`
}

// How is a stable word for how a number was read.
type How string

// The ways to read a number.
const (
	// HowInternational: its country code is among its digits.
	HowInternational How = "international"
	// HowNational: it is one of the default country, whose code was put before it.
	HowNational How = "national"
	// HowKnown: it is not valid in its country, and taken as it is, since a
	// contact has it.
	HowKnown How = "known"
	// HowExact: it was given as a wa_id, which is not read at all.
	HowExact How = "exact"
)
