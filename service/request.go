package service

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Request is how a request can be told from others.
type Request struct {
	// Key is what its sender repeats it by, as it was sent, any bytes; empty if the
	// sender gave none.
	Key string
	// Route is where it was sent, such as POST /v1/contacts. The same key means
	// another request elsewhere.
	Route string
	// New says that CreateContact may only create: who is a contact already stays as
	// they are, and the error is AlreadyThere.
	New bool
}

// identity is what makes a request the same however often it is sent: it comes
// from the same sender by the same route under the same key, and asks for the
// same.
type identity struct {
	id    uuid.UUID            // of the event or import that it makes
	key   string               // as the caller sent it, any bytes; empty if it did not
	once  string               // a keyed hash of all of it
	terms *contact.Idempotency // what its key stands for; nil without one
}

// identify tells a request from others. owner is whose its key is, and asked what
// it asks for, as it was read; what may differ between two that are the same is
// not in that.
//
// A request without a key has its own id as key. Its sender is told the id when
// nobody knows whether it was taken in, and can repeat it by that.
func (s *Service) identify(ctx context.Context, in Request, owner string, asked any) (r identity, err error) {
	if r.id, err = uuid.NewV7(); err != nil {
		return r, err
	}
	key := r.id.String()
	if r.key = strings.TrimSpace(in.Key); r.key != "" {
		key = r.key
	}
	read, err := json.Marshal(asked)
	if err != nil {
		return r, fmt.Errorf("encode the request: %w", err)
	}
	place := [][]byte{[]byte(owner), []byte(in.Route), []byte(key)}
	whose, err := s.db.Hash(ctx, place...)
	if err != nil {
		return r, err
	}
	all, err := s.db.Hash(ctx, append(place, read)...)
	if err != nil {
		return r, err
	}
	r.once = hex.EncodeToString(all)
	if r.key != "" {
		r.terms = &contact.Idempotency{Key: whose, Request: all}
	}
	return r, nil
}

// shownKey is the key as people may see it.
func (r identity) shownKey() string { return contact.Clean(r.key, contact.MaxTextID) }

// event tells, if nobody knows whether the request's event was recorded, how it
// can be sent again. Other errors stay as they are.
func (r identity) event(err error) error { return r.repeat(err, &Error{EventID: &r.id}) }

// imported is event for the request of an import.
func (r identity) imported(err error) error { return r.repeat(err, &Error{ImportID: &r.id}) }

func (r identity) repeat(err error, of *Error) error {
	if !errors.Is(err, store.ErrOutcomeUnknown) {
		return err
	}
	if r.key != "" {
		return unknown(err, "Send the same request again with the same Idempotency-Key: it is taken in once.")
	}
	e := unknown(err, fmt.Sprintf("Send the same request again with Idempotency-Key: %s. It is taken in once then.", r.id))
	e.EventID, e.ImportID = of.EventID, of.ImportID
	return e
}

// asItIs is repeat for what is taken in once without a key.
func asItIs(err error) error {
	if !errors.Is(err, store.ErrOutcomeUnknown) {
		return err
	}
	return unknown(err, "Send it again as it is: it is taken in once.")
}

// asked is what the request of a command or an entry asks for. How its JSON is
// spelled does not matter – white space, escapes, the order of members –, but
// numbers count as they are written. Its form must stay: it is part of the
// hashes that are kept.
type asked struct {
	ID      string `json:"id"` // of what the request names
	Version *int64 `json:"version"`
	Body    any    `json:"body"`
}

// plain is JSON as it is understood.
func plain(members map[string]json.RawMessage) (any, error) {
	out := make(map[string]any, len(members))
	for name, given := range members {
		decoder := json.NewDecoder(bytes.NewReader(given))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}
