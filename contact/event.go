package contact

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Priority orders the work: live events go before bulk ones.
type Priority int16

// The classes of pending events.
const (
	Live Priority = 0
	Bulk Priority = 1
)

// Effect is the most an item may do, by its type alone. It is the first column
// of the "what makes a contact" table; Judge combines it with what is known of
// the person.
type Effect string

// The effects, from strongest to weakest.
const (
	Creates   Effect = "creates"    // a person wrote: creates the contact if there is none
	Touches   Effect = "touches"    // may update a contact that is there, creates none
	None      Effect = "none"       // concerns no contact: decided when it is recorded
	Unjudged  Effect = "unjudged"   // malformed or of an unknown type: quarantined when it is recorded
	MaxTextID        = 512          // longest outside id, in bytes, that is kept readable in a dedupe key
	MaxKey           = 150          // longest identity, in bytes: a BSUID is at most 135
	MaxName          = 512          // longest profile name kept, in runes
	MaxText          = 64 * 1 << 10 // longest message text kept beside the raw item, in runes; WhatsApp's own limit is 4096
)

// Event is one thing that happened outside: recorded word for word, decided
// once.
type Event struct {
	ID         uuid.UUID
	ChannelID  string // empty for webhook items: their Origin leads to the channel
	Origin     string // where it came from: a phone_number_id, or the id of a form, trigger or import
	Source     Source
	Kind       string // text, image, reaction, number_change, …
	ExternalID string // the id that the outside gave it, if any
	DedupeKey  string // unique for ever: see DedupeKey
	OccurredAt time.Time
	// Seq is the number with which it was first put into the queue: the order of
	// recording, whatever the clocks say. Zero until it is stored.
	Seq      int64
	Priority Priority
	Facts    Facts
	Raw      []byte // the item as it arrived, JSON
	// Held is why it is quarantined although it could be decided: what it came to takes
	// nothing in for now. Empty: nothing holds it.
	Held Reason
	// Idempotency is of a request that bears an Idempotency-Key; nil else.
	Idempotency *Idempotency
}

// personal reports whether the event is a person's own word, or a program's that
// speaks for one through the API. Such events are ordered by their recording: the
// clocks of the processes that stamp them may differ. They are done as a whole or
// not at all, while of what a form or a file says all is set that fits.
func (ev Event) personal() bool { return ev.Source.way().person }

// ConversedHour is the hour of the message that the event files, zero if it files none.
func (ev Event) ConversedHour() time.Time {
	if ev.Facts.Message == nil {
		return time.Time{}
	}
	return ev.OccurredAt.UTC().Truncate(time.Hour)
}

// NamedAt is the time at which the people whom an event names are looked for.
// Only WhatsApp's events may come late. A person means whoever has the number
// when the event is decided, for which the time is zero.
func (ev Event) NamedAt() time.Time {
	if ev.personal() {
		return time.Time{}
	}
	return ev.OccurredAt
}

// Idempotency says which request a caller's key stands for. Both are keyed
// hashes.
type Idempotency struct {
	Key     []byte // of whose key it is, the route and the key
	Request []byte // of what is asked for under it
}

// Facts is what an event says, in the project's own terms. It is stored beside
// the raw item, so that deciding needs no parser.
type Facts struct {
	Effect Effect `json:"effect"`
	Reason Reason `json:"reason,omitempty"` // why an item that does not create does not
	Detail string `json:"detail,omitempty"` // the reason in words, where the word does not say it all
	Person Person `json:"person,omitzero"`
	// Shared is a number, as WhatsApp writes it, which the person shared as their own.
	// WhatsApp attests that it is.
	Shared  string          `json:"shared,omitempty"`
	Message *Message        `json:"message,omitempty"`
	Change  *IdentityChange `json:"change,omitempty"`
	OptOut  *bool           `json:"opt_out,omitempty"`
	Fields  *Fields         `json:"fields,omitempty"`
	Flow    *FlowReply      `json:"flow,omitempty"`
	Command *Command        `json:"order,omitempty"`
	Row     *ImportRow      `json:"row,omitempty"`

	// By is the name of the caller whose entry or command it is, and Was what the fields
	// of a command were when it was given, by their names in claims.
	By  string            `json:"by,omitempty"`
	Was map[string]string `json:"was,omitempty"`

	// Understood says how the person's number was read, where somebody wrote one.
	Understood *Understood `json:"understood,omitempty"`
	// Note says in words what of the item had to be understood in some way, and how it was.
	Note string `json:"note,omitempty"`
}

// AddNote adds to what had to be understood in some way, unless it says so already.
func (f *Facts) AddNote(note string) {
	switch {
	case f.Note == "":
		f.Note = note
	case !strings.Contains(f.Note, note):
		f.Note += "; " + note
	}
}

// shared is the number that the person shared, as an identity.
func (f Facts) shared() Identity { return Identity{Kind: WaID, Value: f.Shared, Confirmed: true} }

// Spelling is how WhatsApp writes a stored number that the event confirms.
func (f Facts) Spelling(stored Identity) string {
	if f.Shared != "" && f.shared().Key() == stored.Key() {
		return f.Shared
	}
	return f.Person.WaID
}

// job is the item of a job that the event stands for, nil if it stands for none.
func (ev Event) job() *JobItem {
	if ev.Facts.Command == nil {
		return nil
	}
	return ev.Facts.Command.Job
}

// preference returns the opt-out that an event sets: nil unless it is WhatsApp's
// own preference event or a person's edit. A form, trigger or import never
// subscribes anybody.
func (ev Event) preference() *bool {
	if !ev.Source.way().optOut {
		return nil
	}
	return ev.Facts.OptOut
}

// ImportRow is the row of an import that an event stands for.
type ImportRow struct {
	Import uuid.UUID `json:"import"`
	N      int       `json:"n"`
	// CreateOnly leaves a contact that is there as it is.
	CreateOnly bool `json:"create_only,omitempty"`
}

// FlowReply is what a WhatsApp Flow sent with a message. The token names the
// form that the flow stands for.
type FlowReply struct {
	Token   string          `json:"token"`
	Answers json.RawMessage `json:"answers"`
}

// Command is what a person wants done with one certain contact. It is carried out
// on that contact, whatever its identities lead to meanwhile.
type Command struct {
	Contact uuid.UUID `json:"contact"`
	// IfVersion, if given, is the version that the contact must still have.
	IfVersion *int64 `json:"if_version,omitempty"`
	// Delete removes the person and leaves a tombstone.
	Delete bool `json:"delete,omitempty"`
	// Absorb merges another contact into this one.
	Absorb uuid.UUID `json:"absorb,omitzero"`
	// Restore undoes the merge of another contact into this one.
	Restore uuid.UUID `json:"restore,omitzero"`
	// KeepBoth says that another contact is another person: a conflict between the two is
	// resolved, and they are not suggested to be one.
	KeepBoth uuid.UUID `json:"keep_both,omitzero"`
	// Reconsider takes back that another contact is another person.
	Reconsider uuid.UUID `json:"reconsider,omitzero"`
	// UndoImport takes back what an import did to the contact.
	UndoImport uuid.UUID `json:"undo_import,omitzero"`
	// Job is set if a job brings the command.
	Job *JobItem `json:"job,omitempty"`
	// Add is a further identity of the contact, and End one that is not its any more.
	Add *Named `json:"add,omitempty"`
	End *Named `json:"end,omitempty"`
	// Number takes the place of the number that the contact shows.
	Number string `json:"number,omitempty"`
	// Others are the identities of the other contact, so that they are locked.
	Others []Person `json:"others,omitempty"`
}

// Message is what is kept of a message besides its raw item.
type Message struct {
	ID       string    `json:"id"`
	Type     string    `json:"type"`
	Text     string    `json:"text,omitempty"` // body, caption or chosen answer; empty where there is none
	Referral *Referral `json:"referral,omitempty"`
}

// Referral is the click-to-WhatsApp ad or post that a message came from.
// CtwaClid is the click's own id and stays empty where WhatsApp sent none; the
// ad's id never stands in for it.
type Referral struct {
	SourceID   string `json:"source_id"`
	SourceType string `json:"source_type"`
	SourceURL  string `json:"source_url"`
	Headline   string `json:"headline"`
	CtwaClid   string `json:"ctwa_clid"`
}

// IdentityChange says that the person of an event is known by other identities
// from the event's time on.
type IdentityChange struct {
	To Person `json:"to"`
}

// Keys returns the folded keys of every identity that the event names, the
// person's own key first, none twice. Deciding the event locks all of them.
func (f Facts) Keys() []string {
	identities := f.Person.Identities()
	if f.Shared != "" {
		identities = append(identities, f.shared())
	}
	if f.Change != nil {
		identities = append(identities, f.Change.To.Identities()...)
	}
	if f.Command != nil {
		for _, p := range f.Command.Others {
			identities = append(identities, p.Identities()...)
		}
	}
	return keysOf(identities)
}

// Key returns the key that the event is ordered by, empty if it names nobody.
func (f Facts) Key() string {
	if keys := f.Keys(); len(keys) > 0 {
		return keys[0]
	}
	return ""
}
