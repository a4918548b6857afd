// Package gate is what stands before every handler: how many requests are served
// at once, how many bytes of their bodies are kept, how long a body may take to
// arrive and an answer to be read, how much one token may ask for, and who has
// shown too many wrong credentials. It knows connections and addresses, and
// nothing of what is asked for.
package gate

import (
	"cmp"
	"time"

	"golang.org/x/sync/semaphore"
)

// Settings are the limits of a gate. A field that is zero has its default.
type Settings struct {
	// Requests is how many are served at once. Probes have as many of their own, and
	// so have webhooks.
	Requests int
	// Quota is how many requests one token may send in a Window.
	Quota  int
	Window time.Duration
	// Tries is how many wrong credentials an address may show, and after each Again it
	// may show one more.
	Tries int
	Again time.Duration

	// Body is how long a body may take that is kept in memory, and File how long one
	// that is kept in a file.
	Body, File time.Duration
	// Stall is how long nothing may arrive of a file, and nothing be read of an answer.
	Stall time.Duration

	// WebhookBytes and BodyBytes are how much of bodies is kept in memory at once: of
	// webhooks, and of all others. FileBytes is how much is kept in files.
	WebhookBytes, BodyBytes, FileBytes int64
}

// The defaults. Docs/setup.md and docs/operations.md name them.
const (
	defaultRequests = 256
	defaultQuota    = 60_000
	defaultWindow   = time.Minute
	defaultTries    = 20
	defaultAgain    = 3 * time.Second

	defaultBody  = 10 * time.Second
	defaultFile  = 15 * time.Minute
	defaultStall = 30 * time.Second

	defaultWebhookBytes = 24 << 20 // eight of the largest that WhatsApp sends
	defaultBodyBytes    = 16 << 20
	defaultFileBytes    = 512 << 20
)

// Gate holds what is counted. It serves many requests at the same time.
type Gate struct {
	Settings

	// Probes, Webhooks and Others have room for Requests each: what fills one keeps
	// nothing out of another.
	Probes, Webhooks, Others *semaphore.Weighted
	Tokens                   *Quotas
	Guesses                  *Guesses
	Forms                    *Forms

	webhookRoom, bodyRoom, fileRoom *semaphore.Weighted
}

// New returns a gate with these limits.
func New(s Settings) *Gate {
	s = Settings{
		Requests: cmp.Or(s.Requests, defaultRequests), Quota: cmp.Or(s.Quota, defaultQuota), Window: cmp.Or(s.Window, defaultWindow),
		Tries: cmp.Or(s.Tries, defaultTries), Again: cmp.Or(s.Again, defaultAgain),
		Body: cmp.Or(s.Body, defaultBody), File: cmp.Or(s.File, defaultFile), Stall: cmp.Or(s.Stall, defaultStall),
		WebhookBytes: cmp.Or(s.WebhookBytes, defaultWebhookBytes), BodyBytes: cmp.Or(s.BodyBytes, defaultBodyBytes),
		FileBytes: cmp.Or(s.FileBytes, defaultFileBytes),
	}
	room := func() *semaphore.Weighted { return semaphore.NewWeighted(int64(s.Requests)) }
	return &Gate{
		Settings: s, Probes: room(), Webhooks: room(), Others: room(),
		Tokens: newQuotas(s.Quota, s.Window), Guesses: newGuesses(s.Tries, s.Again), Forms: newForms(),
		webhookRoom: semaphore.NewWeighted(s.WebhookBytes), bodyRoom: semaphore.NewWeighted(s.BodyBytes),
		fileRoom: semaphore.NewWeighted(s.FileBytes),
	}
}
