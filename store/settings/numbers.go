package settings

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Number is a number of a business that signed webhooks were about.
type Number struct {
	PhoneNumberID      string
	DisplayPhoneNumber string
	AccountID          string
	FirstAt            time.Time
	LastAt             time.Time
	FirstMessageAt     *time.Time
	LastMessageAt      *time.Time
}

const numberColumns = `n.phone_number_id, n.display_phone_number, n.account_id, n.first_at, n.last_at, n.first_message_at, n.last_message_at`

// NoteNumbers notes that signed webhooks were about numbers.
func (s *Settings) NoteNumbers(ctx context.Context, numbers []Number, _ time.Time) error {
	var ids, displayed, accounts []string
	var first, last []time.Time
	var firstMessage, lastMessage []*time.Time
	for _, n := range numbers {
		ids, displayed, accounts = append(ids, n.PhoneNumberID), append(displayed, n.DisplayPhoneNumber), append(accounts, n.AccountID)
		first, last = append(first, n.FirstAt), append(last, n.LastAt)
		firstMessage, lastMessage = append(firstMessage, n.FirstMessageAt), append(lastMessage, n.LastMessageAt)
	}
	// In order, so that no two processes wait for each other. least and greatest pass over nulls.
	_, err := s.db.Other.Exec(ctx, `
INSERT INTO webhook_numbers AS w (phone_number_id, display_phone_number, account_id, first_at, last_at, first_message_at, last_message_at)
SELECT id, displayed, account, first, last, first_message, last_message
FROM unnest(@ids::text[], @displayed::text[], @accounts::text[], @first::timestamptz[], @last::timestamptz[],
            @first_message::timestamptz[], @last_message::timestamptz[])
     AS n (id, displayed, account, first, last, first_message, last_message)
ORDER BY id
ON CONFLICT (phone_number_id) DO UPDATE
SET display_phone_number = coalesce(nullif(excluded.display_phone_number, ''), w.display_phone_number),
    account_id = coalesce(nullif(excluded.account_id, ''), w.account_id),
    first_at = least(w.first_at, excluded.first_at), last_at = greatest(w.last_at, excluded.last_at),
    first_message_at = least(w.first_message_at, excluded.first_message_at),
    last_message_at = greatest(w.last_message_at, excluded.last_message_at)`,
		store.Named{
			"ids": ids, "displayed": displayed, "accounts": accounts, "first": first, "last": last,
			"first_message": firstMessage, "last_message": lastMessage,
		})
	if err != nil {
		return fmt.Errorf("note the numbers that webhooks are about: %w", err)
	}
	return nil
}

// NumberOf returns what came for the number of a channel, or ErrNotFound.
func (s *Settings) NumberOf(ctx context.Context, channelID string) (Number, error) {
	args := store.Named{"id": channelID}
	rows, err := s.db.Other.Query(ctx, `
SELECT `+numberColumns+`
FROM webhook_numbers n
JOIN channels c USING (phone_number_id)
WHERE c.id = @id AND c.deleted_at IS NULL AND `+s.in.Where("c.id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Number], "read what came for channel %s", channelID)
}

// StrangeNumber is a number that no channel has, and how many events wait for one.
type StrangeNumber struct {
	Number
	Waiting int64
}

// StrangeNumbers returns the numbers that came and no channel has, the latest first.
func (s *Settings) StrangeNumbers(ctx context.Context) ([]StrangeNumber, error) {
	rows, err := s.db.Other.Query(ctx, `
SELECT `+numberColumns+`, (SELECT count(*) FROM quarantine q WHERE q.origin = n.phone_number_id AND q.reason IN ('unknown_channel', 'channel_disabled')) AS waiting
FROM webhook_numbers n
WHERE NOT EXISTS (SELECT FROM channels c WHERE c.phone_number_id = n.phone_number_id AND c.deleted_at IS NULL)
ORDER BY n.last_at DESC, n.phone_number_id
LIMIT 20`)
	return store.Collect(rows, err, pgx.RowToStructByName[StrangeNumber], "list the numbers that no channel has")
}

// KnownAs returns the number of which a text is not the phone_number_id, but the id of
// its account or the number itself, as digits; or ErrNotFound.
func (s *Settings) KnownAs(ctx context.Context, text, digits string) (Number, error) {
	rows, err := s.db.Other.Query(ctx, `
SELECT `+numberColumns+`
FROM webhook_numbers n
WHERE n.phone_number_id <> @text
  AND (n.account_id = @text OR regexp_replace(n.display_phone_number, '[^0-9]', '', 'g') = nullif(@digits, ''))
ORDER BY n.last_at DESC
LIMIT 1`, store.Named{"text": text, "digits": digits})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Number], "look a number up")
}
