// Package service is the use cases: what a caller may do, and what becomes of
// it. A use case is a method of Service. It first checks the caller's scope,
// then what it was given, then does it. It knows nothing of HTTP: the API, and
// whatever else serves people, binds what was sent, calls one use case and shows
// what it returns.
//
// The error of a use case may be anything; ErrorOf says what it means to the
// caller.
package service

import (
	"log/slog"
	"time"

	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/whatsapp"
)

// Dependencies are what use cases are made from.
type Dependencies struct {
	DB       *store.DB
	Ledger   *ledger.Ledger // of this process
	Recorder *starter.Recorder
	Log      *slog.Logger
	// Token is the API_TOKEN: a token with every scope. Empty: there is none.
	Token string
	// AppSecret is that with which WhatsApp signs webhooks, or several, see whatsapp.Secrets.
	AppSecret string
	// ImportLimits are the most that an imported file may hold.
	ImportLimits tabular.Limits
	// Leads are those of Facebook, and FacebookSecret is that with which it signs
	// webhooks; empty: none is taken.
	Leads          *starter.Leads
	FacebookSecret string
}

// Service has the use cases as its methods. They may be called at the same time.
type Service struct {
	db         *store.DB
	ledger     *ledger.Ledger
	erasures   *erasure.Erasures
	recorder   *starter.Recorder
	log        *slog.Logger
	token      string
	limits     tabular.Limits
	appSecrets *whatsapp.Secrets
	leads      *starter.Leads
	facebook   *facebook.Facebook
	fbSecrets  *whatsapp.Secrets
	access     *access.Access
	passwords  passwords
	// How many files are written at once: exports, the rows that an import refused, and
	// drafts that are read again.
	exports, refusals, drafts slots
	watches                   *watches[Import]
	jobWatches                *watches[Job]
	moves                     *moves
	formCounts                *formCounts
	webhookCounts             *webhookCounts
	webhookNumbers            *webhookNumbers
}

// New returns the use cases.
func New(d Dependencies) *Service {
	s := &Service{
		db: d.DB, ledger: d.Ledger, erasures: erasure.New(d.DB), recorder: d.Recorder, log: d.Log, token: d.Token,
		appSecrets: whatsapp.NewSecrets(d.AppSecret), limits: d.ImportLimits,
		leads: d.Leads, facebook: facebook.New(d.DB), fbSecrets: whatsapp.NewSecrets(d.FacebookSecret),
		access: access.New(d.DB), passwords: newPasswords(),
		exports: newSlots(), refusals: newSlots(), drafts: newSlots(), moves: newMoves(),
	}
	s.watches = newWatches("/v1/imports/", s.imports(itself).Import, func(v Import) bool { return v.Status.Ended() })
	s.jobWatches = newWatches("/v1/jobs/", s.jobs(itself).Job, func(v Job) bool { return v.Status.Ended() })
	s.formCounts = newFormCounts(s.settings(itself).CountForms, d.Log)
	s.webhookCounts = newWebhookCounts(s.settings(itself).CountWebhooks, d.Log)
	s.webhookNumbers = newWebhookNumbers(s.settings(itself).NoteNumbers, d.Log)
	return s
}

// Close writes what is still counted in memory.
func (s *Service) Close() {
	s.formCounts.writeLater()
	s.webhookCounts.writeLater()
	s.webhookNumbers.writeLater()
}

// ImportLimits returns the most that an imported file may hold.
func (s *Service) ImportLimits() tabular.Limits { return s.limits }

// AppSecrets are those with which WhatsApp signs webhooks, for metrics.
func (s *Service) AppSecrets() *whatsapp.Secrets { return s.appSecrets }

// FacebookSecrets are those with which Facebook signs webhooks, for metrics.
func (s *Service) FacebookSecrets() *whatsapp.Secrets { return s.fbSecrets }

// now is when something was received, as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
