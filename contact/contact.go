package contact

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// NameSource is the owner of a display name.
type NameSource string

// The owners of a display name, strongest first. A weaker one never overwrites
// a stronger one. The last four are what is shown while nobody gave a name.
const (
	NameManual   NameSource = "manual"
	NameImport   NameSource = "import"
	NameForm     NameSource = "form"
	NameProfile  NameSource = "profile"
	NamePhone    NameSource = "phone"
	NameUsername NameSource = "username"
	NameUserID   NameSource = "user_id"
	NameNone     NameSource = "none" // nothing is known that could stand for a name
)

var nameRank = map[NameSource]int{
	NameManual: 6, NameImport: 5, NameForm: 4, NameProfile: 3, NamePhone: 2, NameUsername: 1, NameUserID: 0, NameNone: -1,
}

// Fallback reports whether the name is only what the person is known by, shown
// while nobody gave a name.
func (s NameSource) Fallback() bool { return nameRank[s] < nameRank[NameProfile] }

// Contact is the part of a contact that events change. Times are the messages'
// own.
type Contact struct {
	ID             uuid.UUID
	ChannelID      string
	Source         Source
	CreatedByEvent uuid.UUID

	WaID       string // as WhatsApp writes it; empty for someone known only by BSUID
	UserID     string
	Username   string
	UsernameAt time.Time // of the newest event that told it

	DisplayName   string
	NameSource    NameSource
	ProfileName   string    // the latest WhatsApp profile name, whoever owns the display name
	ProfileNameAt time.Time // of the newest event that told it

	FirstMessageID  uuid.UUID // the event id of the earliest message
	FirstMessageAt  time.Time
	LastConversedAt time.Time
	Referral        *Referral // of the earliest message that carried one
	ReferralAt      time.Time

	OptedOutAt   time.Time // zero: not opted out
	PreferenceAt time.Time // of the newest word of it that was applied
	// Of the event that said it: its place in the order of recording, zero if that
	// is not known, and whether it was a person's word, not WhatsApp's.
	PreferenceSeq      int64
	PreferencePersonal bool
	Consent            *Consent // nil: nothing is known

	Texts
	Attributes map[string]json.RawMessage
	// Claims and Tags are loaded only for events that have fields or an order.
	Claims []Claim
	Tags   []string

	Version int64 // grows with every change to a field a person sees; messages do not count
}

// New returns the contact that an event creates. The message itself is attached
// in a further step.
func New(id uuid.UUID, channelID string, ev Event) Contact {
	p := ev.Facts.Person
	c := Contact{
		ID:             id,
		ChannelID:      channelID,
		Source:         ev.Source,
		CreatedByEvent: ev.ID,
		WaID:           p.WaID,
		UserID:         p.UserID,
		Version:        1,
	}
	if c.UserID == "" {
		c.UserID = p.ParentUserID
	}
	c.learnProfile(p, ev.OccurredAt)
	c.rename()
	return c
}

// Create is New with an id that no other contact has.
func Create(channelID string, ev Event) (Contact, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Contact{}, fmt.Errorf("make a contact id: %w", err)
	}
	return New(id, channelID, ev), nil
}

// ProfileClaims is the claim of the WhatsApp profile to the name, if an event told it.
func (c Contact) ProfileClaims(ev Event) []Claim {
	if c.ProfileName == "" {
		return nil
	}
	return []Claim{{Field: FieldDisplayName, Source: NameProfile, Value: &c.ProfileName, EventID: ev.ID, At: ev.OccurredAt}}
}

// learnProfile takes over the name and the username of an event's WhatsApp
// profile, each unless a newer one is known, and reports whether anything a
// person sees has changed.
func (c *Contact) learnProfile(p Person, at time.Time) (changed bool) {
	before := [3]string{c.Username, c.ProfileName, c.DisplayName}
	if p.Username != "" && (c.Username == "" || !at.Before(c.UsernameAt)) {
		c.Username, c.UsernameAt = p.Username, at
	}
	if p.ProfileName != "" && (c.ProfileName == "" || !at.Before(c.ProfileNameAt)) {
		c.ProfileName, c.ProfileNameAt = p.ProfileName, at
	}
	c.rename()
	return before != [3]string{c.Username, c.ProfileName, c.DisplayName}
}

// rename sets the display name anew unless somebody stronger than the WhatsApp
// profile owns it.
func (c *Contact) rename() {
	if nameRank[c.NameSource] > nameRank[NameProfile] {
		return
	}
	for _, fallback := range []struct {
		name   string
		source NameSource
	}{
		{c.ProfileName, NameProfile},
		{c.WaID, NamePhone},
		{c.Username, NameUsername},
		{c.UserID, NameUserID},
	} {
		if fallback.name != "" {
			c.DisplayName, c.NameSource = fallback.name, fallback.source
			return
		}
	}
	c.DisplayName, c.NameSource = Nameless, NameNone
}

// converse moves the first and last times and keeps the earliest message and
// referral, whatever order messages arrive in.
func (c *Contact) converse(ev Event) {
	at := ev.OccurredAt
	if c.FirstMessageAt.IsZero() || at.Before(c.FirstMessageAt) {
		c.FirstMessageID, c.FirstMessageAt = ev.ID, at
	}
	if at.After(c.LastConversedAt) {
		c.LastConversedAt = at
	}
	if r := ev.Facts.Message.Referral; r != nil && (c.Referral == nil || at.Before(c.ReferralAt)) {
		c.Referral, c.ReferralAt = r, at
	}
}
