package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/book"
)

// Applied is what became of an entry or a command.
type Applied struct {
	// Decision says what was decided; its Kind is contact.Pending if nobody decided
	// in time. The event is recorded all the same, and is decided later.
	Decision contact.Decision
	// Contact is as it is now; nil while the decision is pending, and of a contact
	// that is gone.
	Contact *Contact
	// Understood says how the number was read; only of CreateContact.
	Understood *contact.Understood
}

// origin says who sends what, so that it can be told from other requests.
type origin struct {
	who     Caller
	request Request
	kind    string // of the event
	asked   asked
}

// identify tells the request from others. key is its event's dedupe key.
func (o origin) identify(ctx context.Context, s *Service) (r identity, key string, err error) {
	r, err = s.identify(ctx, o.request, o.who.owner(), o.asked)
	return r, contact.DedupeKey("api", o.kind, r.once, nil), err
}

// command has a person change one certain contact, and returns what it became.
// involved are further contacts that the command names.
func (s *Service) command(ctx context.Context, from origin, c contact.Command, f contact.Facts, involved ...uuid.UUID) (Applied, error) {
	applied, err := s.send(ctx, from, c, f, involved...)
	if err != nil {
		return Applied{}, err
	}
	return s.result(ctx, from.who, applied)
}

// send records a command and waits for its decision. The command is ordered by
// the contact's own key, so that it is serialised with everything else about the
// contact.
func (s *Service) send(ctx context.Context, from origin, c contact.Command, f contact.Facts, involved ...uuid.UUID) (starter.Applied, error) {
	row, err := s.book(from.who).Contact(ctx, c.Contact)
	if err != nil {
		return starter.Applied{}, err
	}
	c.Contact = row.ID // of a merged contact the one it became part of
	c.Others, err = s.book(from.who).People(ctx, append([]uuid.UUID{row.ID}, involved...)...)
	if err != nil {
		return starter.Applied{}, err
	}
	if given := c.Gives(); given != nil {
		c.Others = append(c.Others, given.Person())
	}
	f.Effect, f.Command = contact.Touches, &c
	f.Person = personOf(row)
	f.Was = wasOf(row, f)
	return s.apply(ctx, from, row.ChannelID, contact.SourceManual, f)
}

// apply makes an event of what a caller asks for, and waits for its decision. A
// request that bears an idempotency key is the same event when it is sent again.
func (s *Service) apply(ctx context.Context, from origin, channelID string, source contact.Source, f contact.Facts) (starter.Applied, error) {
	r, key, err := from.identify(ctx, s)
	if err != nil {
		return starter.Applied{}, err
	}
	f.By = from.who.Name
	raw, err := json.Marshal(f)
	if err != nil {
		return starter.Applied{}, err
	}
	applied, err := s.recorder.Apply(ctx, contact.Event{
		ID: r.id, ChannelID: channelID, Origin: "api", Source: source, Kind: from.kind, ExternalID: r.shownKey(),
		DedupeKey: key, Idempotency: r.terms, OccurredAt: now(), Facts: f, Raw: raw,
	})
	return applied, r.event(err)
}

// again returns for the repetition of a request that is carried out already what
// the request became. Any other meets otherwise.
func (s *Service) again(ctx context.Context, from origin, otherwise error) (Applied, error) {
	_, key, err := from.identify(ctx, s)
	if err != nil {
		return Applied{}, err
	}
	recorded, err := s.ledger.Find(ctx, []contact.Event{{DedupeKey: key}})
	if err != nil {
		return Applied{}, otherwise
	}
	decision, err := s.ledger.Decision(ctx, recorded[0].ID)
	if err != nil {
		return Applied{}, err
	}
	return s.result(ctx, from.who, starter.Applied{Recorded: recorded[0], Decision: decision})
}

// result returns what became of a caller's event. What is recorded
// is never answered as if it were not: that would have it sent twice.
func (s *Service) result(ctx context.Context, who Caller, applied starter.Applied) (Applied, error) {
	if err := refusal(applied.Decision); err != nil {
		return Applied{}, err
	}
	out := Applied{Decision: applied.Decision}
	if out.Decision.Kind == contact.Pending {
		return out, nil
	}
	row, err := s.book(who).Contact(ctx, applied.Decision.ContactID)
	switch {
	case err == nil:
		out.Contact = &row
	case !errors.Is(err, book.ErrDeleted):
		s.log.WarnContext(ctx, "the event is decided, and its contact cannot be read", "event_id", applied.Recorded.ID, "error", err)
		out.Decision = contact.Decision{EventID: applied.Recorded.ID} // the caller can ask for it later
	}
	return out, nil
}

// refusal returns an error for an event that was decided otherwise than its
// sender wanted.
func refusal(d contact.Decision) error {
	switch {
	case d.Reason == contact.VersionConflict:
		return &Error{Code: VersionConflict, Message: "The contact was changed since the version in If-Match. Read it again, and edit that."}
	case d.Kind == contact.Ignored && d.Reason == contact.TooManyTags:
		return &Error{Code: TooManyTags, Field: "tags", Message: fmt.Sprintf(
			"The contact would have more than %d tags, so nothing was changed. Remove some of them first.", contact.MaxTags)}
	case d.Kind == contact.Ignored && d.Reason == contact.IdentityTaken:
		return &Error{Code: IdentityTaken, Message: "This is an identity of another contact, so nothing was changed."}
	case d.Kind == contact.Ignored && d.Reason == contact.LastIdentity:
		return &Error{Code: LastIdentity, Field: "n", Message: "This was the only identity that the contact had, so a former version of " +
			"this program did not end it. Send it again as another request."}
	case d.Kind == contact.Ignored && d.Reason == contact.NoContact:
		return &Error{Code: ContactGone, Message: "The contact was merged or deleted meanwhile. Read it again."}
	case d.Kind == contact.Quarantined:
		return &Error{Code: EventQuarantined, Message: "Event " + d.EventID.String() + " is quarantined: " + d.Reason.Words() + "."}
	}
	return nil
}
