package settings

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// Trigger is a trigger as it is kept.
type Trigger struct {
	intake.Trigger
	CreatedAt time.Time
	UpdatedAt time.Time
	Standing
	ChannelStanding
}

const triggerColumns = `id, channel_id, name, default_country, created_at, updated_at, disabled_at, deleted_at, ` + channelCountry + `, ` + channelStanding

// PutTrigger creates a trigger or changes it, and reports whether it is new: one that
// was deleted is made anew. A default country that is nil stays as it is, and one that is
// empty is cleared. The error ErrNoChannel means that there is no such channel.
func (s *Settings) PutTrigger(ctx context.Context, t intake.Trigger) (out Trigger, created bool, err error) {
	err = s.anew(ctx, "triggers", t.ID, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
INSERT INTO triggers AS t (id, channel_id, name, default_country)
VALUES (@id, `+liveChannel+`, @name, nullif(@country::text, ''))
ON CONFLICT (id) DO UPDATE
SET channel_id = excluded.channel_id, name = excluded.name,
    default_country = CASE WHEN @country::text IS NULL THEN t.default_country ELSE excluded.default_country END, updated_at = clock_timestamp()
RETURNING `+triggerColumns, store.Named{"id": t.ID, "channel": t.ChannelID, "name": t.Name, "country": t.DefaultCountry})
		if err == nil {
			out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Trigger])
		}
		return err
	})
	if err != nil {
		return Trigger{}, false, fmt.Errorf("put trigger %s: %w", t.ID, noChannel(err))
	}
	return out, out.CreatedAt.Equal(out.UpdatedAt), nil
}

// Trigger returns one trigger or ErrNotFound.
func (s *Settings) Trigger(ctx context.Context, id string) (Trigger, error) {
	t, err := s.KeptTrigger(ctx, id)
	if err == nil && t.DeletedAt != nil {
		return Trigger{}, store.ErrNotFound
	}
	return t, err
}

// KeptTrigger is Trigger for one that may be deleted.
func (s *Settings) KeptTrigger(ctx context.Context, id string) (Trigger, error) {
	args := store.Named{"id": id}
	rows, err := s.db.Intake.Query(ctx, `SELECT `+triggerColumns+` FROM triggers WHERE id = @id AND `+s.in.Where("channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Trigger], "get trigger %s", id)
}

// Triggers lists every trigger by id that is not deleted.
func (s *Settings) Triggers(ctx context.Context) ([]Trigger, error) {
	return s.listTriggers(ctx, false)
}

// DeletedTriggers lists every trigger by id that is deleted.
func (s *Settings) DeletedTriggers(ctx context.Context) ([]Trigger, error) {
	return s.listTriggers(ctx, true)
}

func (s *Settings) listTriggers(ctx context.Context, deleted bool) ([]Trigger, error) {
	args := store.Named{"deleted": deleted}
	rows, err := s.db.Other.Query(ctx, `SELECT `+triggerColumns+` FROM triggers WHERE (deleted_at IS NOT NULL) = @deleted AND `+s.in.Where("channel_id", args)+` ORDER BY id`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[Trigger], "list triggers")
}
