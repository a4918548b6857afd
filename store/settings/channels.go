package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Channel is one WhatsApp number of the business.
type Channel struct {
	ID            string
	Name          string
	PhoneNumberID string
	// DefaultCountry is that of numbers without a country code, two letters; nil: they
	// need one.
	DefaultCountry *string
	AddressBook    string
	History        string
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Standing
}

// Coexistence is what the channel wants of what WhatsApp synchronises.
func (c Channel) Coexistence() contact.Coexistence {
	return contact.Coexistence{AddressBook: c.AddressBook, History: c.History}
}

// ErrTaken says that another row has what must be unique.
var ErrTaken = errors.New("taken")

const channelColumns = `id, name, phone_number_id, default_country, address_book, history, created_at, updated_at, disabled_at, deleted_at`

// PutChannel is SetChannel for a channel of which no more is said than what it wants of
// what WhatsApp synchronises.
func (s *Settings) PutChannel(ctx context.Context, id, name, phoneNumberID string, want ...contact.Coexistence) (c Channel, created bool, err error) {
	in := Channel{ID: id, Name: name, PhoneNumberID: phoneNumberID}
	for _, w := range want {
		in.AddressBook, in.History = w.AddressBook, w.History
	}
	return s.SetChannel(ctx, in)
}

// SetChannel creates a channel or changes it, and reports whether it is new. A
// default country that is nil stays as it is, and one that is empty is cleared. Of what
// it wants of what WhatsApp synchronises, an empty word leaves what is. One that was
// deleted is there again, and takes in what comes. The error ErrTaken means that another
// channel has the phone number id.
func (s *Settings) SetChannel(ctx context.Context, in Channel) (c Channel, created bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO channels AS c (id, name, phone_number_id, default_country, address_book, history)
VALUES (@id, @name, @phone_number_id, nullif(@country::text, ''), coalesce(@address_book::text, 'ignore'), coalesce(@history::text, 'attach'))
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, phone_number_id = excluded.phone_number_id, updated_at = now(),
    default_country = CASE WHEN @country::text IS NULL THEN c.default_country ELSE excluded.default_country END,
    address_book = coalesce(@address_book::text, c.address_book), history = coalesce(@history::text, c.history),
    disabled_at = CASE WHEN c.deleted_at IS NULL THEN c.disabled_at END, deleted_at = NULL
RETURNING `+channelColumns,
		store.Named{
			"id": in.ID, "name": in.Name, "phone_number_id": in.PhoneNumberID, "country": in.DefaultCountry,
			"address_book": store.Null(in.AddressBook), "history": store.Null(in.History),
		})
	if err == nil {
		c, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Channel])
	}
	if store.IsCode(err, "23505") {
		return Channel{}, false, ErrTaken
	}
	if err != nil {
		return Channel{}, false, fmt.Errorf("put channel %s: %w", in.ID, err)
	}
	return c, c.CreatedAt.Equal(c.UpdatedAt), nil
}

// Channel returns one channel, also a deleted one, or ErrNotFound.
func (s *Settings) Channel(ctx context.Context, id string) (Channel, error) {
	args := store.Named{"id": id}
	rows, err := s.db.Intake.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE id = @id AND `+s.in.Where("id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Channel], "get channel %s", id)
}

// ChannelsOf returns those channels that have one of the phone_number_ids, by it.
func (s *Settings) ChannelsOf(ctx context.Context, phoneNumberIDs []string) (map[string]Channel, error) {
	rows, err := s.db.Intake.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE phone_number_id = ANY(@ids::text[]) AND deleted_at IS NULL`,
		store.Named{"ids": phoneNumberIDs})
	found, err := store.Collect(rows, err, pgx.RowToStructByName[Channel], "look channels up")
	byNumber := make(map[string]Channel, len(found))
	for _, c := range found {
		byNumber[c.PhoneNumberID] = c
	}
	return byNumber, err
}

// Channels lists every channel by id that is not deleted.
func (s *Settings) Channels(ctx context.Context) ([]Channel, error) {
	return s.listChannels(ctx, false)
}

// DeletedChannels lists every channel by id that is deleted.
func (s *Settings) DeletedChannels(ctx context.Context) ([]Channel, error) {
	return s.listChannels(ctx, true)
}

func (s *Settings) listChannels(ctx context.Context, deleted bool) ([]Channel, error) {
	args := store.Named{"deleted": deleted}
	rows, err := s.db.Other.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE (deleted_at IS NOT NULL) = @deleted AND `+s.in.Where("id", args)+` ORDER BY id`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[Channel], "list channels")
}
