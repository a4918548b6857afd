package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// Form is a form as it is kept.
type Form struct {
	intake.Form
	SubmitKey string // stands in the address of those who can neither sign nor send headers
	CreatedAt time.Time
	UpdatedAt time.Time
	Standing
	ChannelStanding
}

// ErrNoChannel says that what was given belongs to a channel that is not there.
var ErrNoChannel = errors.New("no such channel")

const formColumns = `id, channel_id, name, secret, shape, fields, submit_key, default_country, public, thanks_url, ` +
	`coalesce(facebook_form_id, '') AS facebook_form_id, created_at, updated_at, disabled_at, deleted_at, ` + channelCountry + `, ` + channelStanding

// channelCountry is the default country of the channel of a form or a trigger.
const channelCountry = `coalesce((SELECT c.default_country FROM channels c WHERE c.id = channel_id), '') AS channel_country`

// PutForm creates a form or changes it, and reports whether it is new: one that was
// deleted is made anew. An empty
// secret keeps the one it has, and gives a new form the one in fresh; an empty shape
// keeps shape and FacebookFormID, and a new form is flat; Fields, public, a default
// country and an address that are nil stay as they are; an empty country or address is
// cleared. A new
// form gets a submit key of the database. The error ErrNoChannel means that there is
// no such channel, ErrTaken that another form has the FacebookFormID.
func (s *Settings) PutForm(ctx context.Context, f intake.Form, fresh string) (out Form, created bool, err error) {
	err = s.anew(ctx, "forms", f.ID, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
INSERT INTO forms AS f (id, channel_id, name, secret, shape, facebook_form_id, fields, default_country, public, thanks_url)
VALUES (@id, `+liveChannel+`, @name, coalesce(@secret, @fresh), coalesce(@shape, 'flat'), @facebook, coalesce(@fields::jsonb, '{}'), nullif(@country::text, ''),
        coalesce(@public::boolean, false), nullif(@thanks::text, ''))
ON CONFLICT (id) DO UPDATE
SET channel_id = excluded.channel_id, name = excluded.name, secret = coalesce(@secret, f.secret),
    shape = coalesce(@shape, f.shape),
    facebook_form_id = CASE WHEN @shape::text IS NULL THEN f.facebook_form_id ELSE excluded.facebook_form_id END,
    fields = coalesce(@fields::jsonb, f.fields),
    public = coalesce(@public::boolean, f.public),
    thanks_url = CASE WHEN @thanks::text IS NULL THEN f.thanks_url ELSE excluded.thanks_url END,
    default_country = CASE WHEN @country::text IS NULL THEN f.default_country ELSE excluded.default_country END, updated_at = clock_timestamp()
RETURNING `+formColumns,
			store.Named{
				"id": f.ID, "channel": f.ChannelID, "name": f.Name, "secret": store.Null(f.Secret), "fresh": fresh, "shape": store.Null(f.Shape),
				"facebook": store.Null(f.FacebookFormID), "fields": f.Fields, "country": f.DefaultCountry, "public": f.Public, "thanks": f.ThanksURL,
			})
		if err == nil {
			out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Form])
		}
		return err
	})
	if store.IsCode(err, "23505") {
		return Form{}, false, ErrTaken
	}
	if err != nil {
		return Form{}, false, fmt.Errorf("put form %s: %w", f.ID, noChannel(err))
	}
	return out, out.CreatedAt.Equal(out.UpdatedAt), nil
}

func noChannel(err error) error {
	if store.IsCode(err, "23503") || store.IsCode(err, "23502") {
		return ErrNoChannel
	}
	return err
}

// RotateSubmitKey gives a form another submit key, and returns the form or
// ErrNotFound. The former key is gone.
func (s *Settings) RotateSubmitKey(ctx context.Context, id string) (Form, error) {
	rows, err := s.db.Other.Query(ctx, `
UPDATE forms
SET submit_key = DEFAULT, updated_at = clock_timestamp()
WHERE id = @id AND deleted_at IS NULL
RETURNING `+formColumns, store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Form], "rotate the submit key of form %s", id)
}

// Form returns one form or ErrNotFound.
func (s *Settings) Form(ctx context.Context, id string) (Form, error) {
	f, err := s.KeptForm(ctx, id)
	if err == nil && f.DeletedAt != nil {
		return Form{}, store.ErrNotFound
	}
	return f, err
}

// KeptForm is Form for one that may be deleted.
func (s *Settings) KeptForm(ctx context.Context, id string) (Form, error) {
	args := store.Named{"id": id}
	rows, err := s.db.Intake.Query(ctx, `SELECT `+formColumns+` FROM forms WHERE id = @id AND `+s.in.Where("channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Form], "get form %s", id)
}

// Forms lists every form by id that is not deleted.
func (s *Settings) Forms(ctx context.Context) ([]Form, error) { return s.listForms(ctx, false) }

// DeletedForms lists every form by id that is deleted.
func (s *Settings) DeletedForms(ctx context.Context) ([]Form, error) { return s.listForms(ctx, true) }

func (s *Settings) listForms(ctx context.Context, deleted bool) ([]Form, error) {
	args := store.Named{"deleted": deleted}
	rows, err := s.db.Other.Query(ctx, `SELECT `+formColumns+` FROM forms WHERE (deleted_at IS NOT NULL) = @deleted AND `+s.in.Where("channel_id", args)+` ORDER BY id`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[Form], "list forms")
}

// FacebookForm returns the form that stands for one of Facebook's, or ErrNotFound.
func (s *Settings) FacebookForm(ctx context.Context, facebookFormID string) (Form, error) {
	args := store.Named{"id": facebookFormID}
	rows, err := s.db.Other.Query(ctx, `SELECT `+formColumns+` FROM forms WHERE facebook_form_id = @id AND deleted_at IS NULL AND `+s.in.Where("channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[Form], "get the form of Facebook's form %s", facebookFormID)
}

// FlowForm is a form with the phone_number_id of its channel.
type FlowForm struct {
	Form
	PhoneNumberID string
}

// FlowForms returns those of the named forms that there are, by id, and every
// attribute's definition, in one round trip. It is for what WhatsApp sends, which no
// caller sees.
func (s *Settings) FlowForms(ctx context.Context, ids []string) (map[string]FlowForm, intake.Definitions, error) {
	forms := make(map[string]FlowForm, len(ids))
	definitions := make(intake.Definitions)
	b := &pgx.Batch{}
	b.Queue(`
SELECT f.id, f.channel_id, f.name, f.secret, f.shape, f.fields, f.submit_key, f.default_country, f.public, f.thanks_url,
       coalesce(f.facebook_form_id, '') AS facebook_form_id, f.created_at, f.updated_at, f.disabled_at, f.deleted_at,
       coalesce(c.default_country, '') AS channel_country, c.disabled_at AS channel_disabled_at, c.deleted_at AS channel_deleted_at,
       c.phone_number_id
FROM forms f
JOIN channels c ON c.id = f.channel_id
WHERE f.id = ANY(@ids::text[]) AND f.deleted_at IS NULL`, store.Named{"ids": ids}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[FlowForm])
		for _, f := range found {
			forms[f.ID] = f
		}
		return err
	})
	b.Queue(definitionsSQL).Query(func(rows pgx.Rows) error { return collectDefinitions(rows, definitions) })
	if err := s.db.Intake.SendBatch(ctx, b).Close(); err != nil {
		return nil, nil, fmt.Errorf("look the forms of flows up: %w", err)
	}
	return forms, definitions, nil
}
