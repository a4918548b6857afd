package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

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
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// ErrTaken says that another row has what must be unique.
var ErrTaken = errors.New("taken")

const channelColumns = `id, name, phone_number_id, default_country, created_at, updated_at`

// PutChannel is SetChannel for a channel of which no more is said.
func (s *Settings) PutChannel(ctx context.Context, id, name, phoneNumberID string) (c Channel, created bool, err error) {
	return s.SetChannel(ctx, Channel{ID: id, Name: name, PhoneNumberID: phoneNumberID})
}

// SetChannel creates a channel or changes it, and reports whether it is new. A
// default country that is nil stays as it is, and one that is empty is cleared.
// The error ErrTaken means that another channel has the phone number id.
func (s *Settings) SetChannel(ctx context.Context, in Channel) (c Channel, created bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO channels AS c (id, name, phone_number_id, default_country)
VALUES (@id, @name, @phone_number_id, nullif(@country::text, ''))
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, phone_number_id = excluded.phone_number_id, updated_at = now(),
    default_country = CASE WHEN @country::text IS NULL THEN c.default_country ELSE excluded.default_country END
RETURNING `+channelColumns,
		store.Named{"id": in.ID, "name": in.Name, "phone_number_id": in.PhoneNumberID, "country": in.DefaultCountry})
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

// Channel returns one channel or ErrNotFound.
func (s *Settings) Channel(ctx context.Context, id string) (Channel, error) {
	rows, err := s.db.Intake.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE id = @id`, store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Channel], "get channel %s", id)
}

// Channels lists every channel by id.
func (s *Settings) Channels(ctx context.Context) ([]Channel, error) {
	rows, err := s.db.Other.Query(ctx, `SELECT `+channelColumns+` FROM channels ORDER BY id`)
	return store.Collect(rows, err, pgx.RowToStructByName[Channel], "list channels")
}
