package activities

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/contact"
	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
)

// Leads are the activities of Facebook's Lead Ads. A lead's answers go from the Graph
// API into the ledger within one of them: no history has a word of them.
type Leads struct {
	Facebook *facebook.Facebook
	Settings *settings.Settings
	Ledger   *ledger.Ledger
	Graph    *graph.Graph
	Log      *slog.Logger
	// Wake has this process's dispatcher look for what is due, and Found has its sweeper
	// start the workflows of new leads. They do not block.
	Wake, Found func()
	Pauses      Pauses
}

// Pauses are how long Facebook is left alone after a refusal that waiting, or a person,
// mends.
type Pauses struct {
	Limited  time.Duration // too much was asked for
	BadToken time.Duration // the page needs another token
}

// UsualPauses are those of a running program.
var UsualPauses = Pauses{Limited: 5 * time.Minute, BadToken: 10 * time.Minute}

// The types of errors of these activities.
const (
	// ErrLimited: Facebook takes no more requests for now.
	ErrLimited = "RateLimited"
	// ErrBadToken: a person has to give the page another token.
	ErrBadToken = "BadToken"
	// ErrRefused: Facebook does not give this, and will not.
	ErrRefused = "Refused"
)

// FetchedLead is what a lead has become.
type FetchedLead struct {
	Event       uuid.UUID `json:"event"`
	Quarantined bool      `json:"quarantined,omitempty"` // nobody has mapped its form, or its number cannot be used
}

// UnfetchedLead is a lead that Facebook does not give.
type UnfetchedLead struct {
	Lead string `json:"lead"`
	Why  string `json:"why"`
}

// FetchLead asks Facebook for a lead's answers and records what it says as a
// submission of the form that stands for its form.
func (l *Leads) FetchLead(ctx context.Context, id string) (FetchedLead, error) {
	lead, err := l.Facebook.Lead(ctx, id)
	if err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	if lead.Done && lead.EventID != nil {
		return FetchedLead{Event: *lead.EventID}, nil
	}
	answered, err := l.ask(ctx, lead)
	if err != nil {
		return FetchedLead{}, l.refused(ctx, lead, err)
	}
	ev, err := l.submission(ctx, lead, answered)
	if err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	return l.keep(ctx, lead, ev)
}

// QuarantineLead keeps a lead that Facebook does not give, with why.
func (l *Leads) QuarantineLead(ctx context.Context, in UnfetchedLead) (FetchedLead, error) {
	lead, err := l.Facebook.Lead(ctx, in.Lead)
	if err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	if lead.EventID != nil { // it was quarantined before, and replayed in vain
		return l.became(ctx, lead, FetchedLead{Event: *lead.EventID, Quarantined: true})
	}
	form, err := l.form(ctx, lead.FormID)
	if err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	var of *intake.Form
	if form != nil {
		of = &form.Form
	}
	ev, err := intake.LeadNotFetched(intake.Lead{ID: lead.ID, PageID: lead.PageID, FormID: lead.FormID}, of, in.Why, lead.CreatedAt.UTC())
	if err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	return l.keep(ctx, lead, ev)
}

// ask asks Facebook for a lead with the token of its page.
func (l *Leads) ask(ctx context.Context, lead facebook.Lead) (graph.Answered, error) {
	token, err := l.token(ctx, lead.PageID)
	if err != nil {
		return graph.Answered{}, err
	}
	return l.Graph.Lead(ctx, token, lead.ID)
}

func (l *Leads) token(ctx context.Context, page string) (string, error) {
	token, err := l.Facebook.Token(ctx, page)
	if errors.Is(err, store.ErrNotFound) {
		return "", &graph.Problem{Kind: graph.BadToken, Why: "the page " + page + " is not known here: give its token with PUT /v1/facebook/pages/" + page}
	}
	return token, err
}

// submission is the event of a lead with its answers.
func (l *Leads) submission(ctx context.Context, lead facebook.Lead, answered graph.Answered) (contact.Event, error) {
	told := intake.Lead{ID: lead.ID, PageID: lead.PageID, FormID: answered.FormID, Asked: answered.Asked}
	if told.FormID == "" {
		told.FormID = lead.FormID
	}
	answers, err := intake.ReadJSON(answered.Answers)
	if err != nil {
		return contact.Event{}, err
	}
	form, err := l.form(ctx, told.FormID)
	if err != nil {
		return contact.Event{}, err
	}
	if form == nil {
		return intake.LeadSubmission(told, nil, answers, intake.Number{}, nil, answered.CreatedAt)
	}
	definitions, err := l.Settings.Definitions(ctx)
	if err != nil {
		return contact.Event{}, err
	}
	number, err := form.Number(answers).Known(func(digits string) (bool, error) { return l.Ledger.KnownNumber(ctx, form.ChannelID, digits) })
	if err != nil {
		return contact.Event{}, err
	}
	ev, err := intake.LeadSubmission(told, &form.Form, answers, number, definitions, answered.CreatedAt)
	ev.Held = form.Holds()
	return ev, err
}

// form returns the form that stands for one of Facebook's, or nil if nobody mapped that.
func (l *Leads) form(ctx context.Context, facebookFormID string) (*settings.Form, error) {
	form, err := l.Settings.FacebookForm(ctx, facebookFormID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &form, err
}

// keep records the event of a lead. An attempt that was cut off has recorded it already:
// its dedupe key is the lead's.
func (l *Leads) keep(ctx context.Context, lead facebook.Lead, ev contact.Event) (FetchedLead, error) {
	out := FetchedLead{Quarantined: ev.Facts.Effect == contact.Unjudged}
	if lead.EventID != nil { // it was quarantined without its answers
		out.Event = *lead.EventID
		err := l.Ledger.Refill(ctx, out.Event, ev)
		if err != nil && !errors.Is(err, store.ErrNotQuarantined) {
			return FetchedLead{}, l.failed(ctx, err)
		}
	} else {
		ev.ID = uuid.Must(uuid.NewV7())
		recorded, err := l.Ledger.Record(ctx, ledger.Batch{Events: []contact.Event{ev}}, 0)
		if err != nil {
			return FetchedLead{}, l.failed(ctx, err)
		}
		out.Event = recorded[0].ID
	}
	l.Wake()
	return l.became(ctx, lead, out)
}

// became ends a lead.
func (l *Leads) became(ctx context.Context, lead facebook.Lead, out FetchedLead) (FetchedLead, error) {
	if err := l.Facebook.Became(ctx, lead, out.Event); err != nil {
		return FetchedLead{}, l.failed(ctx, err)
	}
	return out, nil
}

// refused notes why a lead is not fetched yet, where people look for that: at the lead,
// and at its page if another token mends it.
func (l *Leads) refused(ctx context.Context, lead facebook.Lead, err error) error {
	var problem *graph.Problem
	if !errors.As(err, &problem) {
		return l.failed(ctx, err)
	}
	noted := l.Facebook.Waits(ctx, lead.ID, problem.Why)
	if problem.Kind == graph.BadToken && noted == nil {
		noted = l.Facebook.PageProblem(ctx, lead.PageID, problem.Why)
	}
	if noted != nil {
		return l.failed(ctx, noted)
	}
	return l.failed(ctx, problem)
}

// failed turns an error into an activity's error. What goes into the history is our own
// sentence: it has neither the token nor words of an answer.
func (l *Leads) failed(ctx context.Context, err error) error {
	info := activity.GetInfo(ctx)
	l.Log.WarnContext(ctx, "activity failed", "activity", info.ActivityType.Name,
		"workflow_id", info.WorkflowExecution.ID, "attempt", info.Attempt, "error", err)
	var problem *graph.Problem
	switch {
	case errors.As(err, &problem):
		return l.problem(problem)
	case errors.Is(err, store.ErrNotFound):
		return temporal.NewNonRetryableApplicationError("there is nothing with this id", ErrNoSuchEvent, nil)
	case store.Unavailable(err):
		return temporal.NewApplicationError(store.Describe(err), ErrUnavailable)
	}
	return temporal.NewApplicationError(store.Describe(err), ErrRejected)
}

// problem is what Facebook has refused, as an activity's error.
func (l *Leads) problem(p *graph.Problem) error {
	switch p.Kind {
	case graph.Limited:
		return temporal.NewApplicationErrorWithOptions(p.Why, ErrLimited, temporal.ApplicationErrorOptions{NextRetryDelay: l.Pauses.Limited})
	case graph.BadToken:
		return temporal.NewApplicationErrorWithOptions(p.Why, ErrBadToken, temporal.ApplicationErrorOptions{NextRetryDelay: l.Pauses.BadToken})
	case graph.Refused:
		return temporal.NewNonRetryableApplicationError(p.Why, ErrRefused, nil)
	}
	return temporal.NewApplicationError(p.Why, ErrUnavailable)
}
