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
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// ErrTaken says that another row has what must be unique.
var ErrTaken = errors.New("taken")

const channelColumns = `id, name, phone_number_id, created_at, updated_at`

// PutChannel creates a channel or changes it, and reports whether it is new.
// The error ErrTaken means that another channel has the phone number id.
func (s *Settings) PutChannel(ctx context.Context, id, name, phoneNumberID string) (c Channel, created bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO channels (id, name, phone_number_id)
VALUES (@id, @name, @phone_number_id)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, phone_number_id = excluded.phone_number_id, updated_at = now()
RETURNING `+channelColumns,
		store.Named{"id": id, "name": name, "phone_number_id": phoneNumberID})
	if err == nil {
		c, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Channel])
	}
	if store.IsCode(err, "23505") {
		return Channel{}, false, ErrTaken
	}
	if err != nil {
		return Channel{}, false, fmt.Errorf("put channel %s: %w", id, err)
	}
	return c, c.CreatedAt.Equal(c.UpdatedAt), nil
}

// Channel returns one channel or ErrNotFound.
func (s *Settings) Channel(ctx context.Context, id string) (Channel, error) {
	args := store.Named{"id": id}
	rows, err := s.db.Intake.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE id = @id AND `+s.in.Where("id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Channel], "get channel %s", id)
}

// Channels lists every channel by id.
func (s *Settings) Channels(ctx context.Context) ([]Channel, error) {
	args := store.Named{}
	rows, err := s.db.Other.Query(ctx, `SELECT `+channelColumns+` FROM channels WHERE `+s.in.Where("id", args)+` ORDER BY id`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[Channel], "list channels")
}
