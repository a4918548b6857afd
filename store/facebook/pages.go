package facebook

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Page is a Facebook page as people see it: without its token.
type Page struct {
	ID        string
	Name      string
	Problem   *string // why its leads cannot be fetched just now
	ProblemAt *time.Time
	ReadAt    *time.Time // when it was last read for leads that were missed
	CreatedAt time.Time
	UpdatedAt time.Time
	Waiting   int64 // leads whose answers are not fetched yet
}

// ErrNoToken says that a page that is new has to have a token.
var ErrNoToken = errors.New("no token")

const pageSQL = `
SELECT p.id, p.name, p.problem, p.problem_at, p.read_at, p.created_at, p.updated_at,
       (SELECT count(*) FROM facebook_leads l WHERE l.page_id = p.id AND NOT l.done) AS waiting
FROM facebook_pages p`

// PutPage creates a page or changes it, and reports whether it is new. An empty token
// keeps the one that it has; another one ends what was wrong with the former. The
// error ErrNoToken means that there is none to keep.
func (f *Facebook) PutPage(ctx context.Context, id, name, token string) (p Page, created bool, err error) {
	var changed string
	err = f.db.Other.QueryRow(ctx, `
WITH known AS (
    UPDATE facebook_pages
    SET name = @name, token = coalesce(@token, token), updated_at = clock_timestamp(),
        problem = CASE WHEN @token::text IS NULL THEN problem END, problem_at = CASE WHEN @token::text IS NULL THEN problem_at END
    WHERE id = @id
    RETURNING 'changed' AS what
), new AS (
    INSERT INTO facebook_pages (id, name, token)
    SELECT @id, @name, @token WHERE @token::text IS NOT NULL AND NOT EXISTS (SELECT FROM known)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, token = excluded.token, updated_at = clock_timestamp()
    RETURNING 'created' AS what
)
SELECT what FROM known UNION ALL SELECT what FROM new`, store.Named{"id": id, "name": name, "token": store.Null(token)}).Scan(&changed)
	if errors.Is(err, pgx.ErrNoRows) {
		return Page{}, false, ErrNoToken
	}
	if err != nil {
		return Page{}, false, fmt.Errorf("put page %s: %w", id, err)
	}
	p, err = f.Page(ctx, id)
	return p, changed == "created", err
}

// Page returns one page or ErrNotFound.
func (f *Facebook) Page(ctx context.Context, id string) (Page, error) {
	rows, err := f.db.Other.Query(ctx, pageSQL+` WHERE p.id = @id`, store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Page], "get page %s", id)
}

// Pages lists every page by id.
func (f *Facebook) Pages(ctx context.Context) ([]Page, error) {
	rows, err := f.db.Other.Query(ctx, pageSQL+` ORDER BY p.id`)
	return store.Collect(rows, err, pgx.RowToStructByName[Page], "list pages")
}

// Token returns the token of a page, or ErrNotFound.
func (f *Facebook) Token(ctx context.Context, page string) (string, error) {
	rows, err := f.db.Other.Query(ctx, `SELECT token FROM facebook_pages WHERE id = @id`, store.Named{"id": page})
	return store.CollectOne(rows, err, pgx.RowTo[string], "get the token of page %s", page)
}

// PageProblem notes why the leads of a page cannot be fetched just now; empty: they
// can be. What is noted already is not written again.
func (f *Facebook) PageProblem(ctx context.Context, page, why string) error {
	_, err := f.db.Other.Exec(ctx, `
UPDATE facebook_pages SET problem = @why, problem_at = CASE WHEN @why::text IS NOT NULL THEN now() END
WHERE id = @id AND problem IS DISTINCT FROM @why`, store.Named{"id": page, "why": store.Null(why)})
	if err != nil {
		return fmt.Errorf("note what is wrong with page %s: %w", page, err)
	}
	return nil
}

// ReadFrom returns from when on the leads of a form are to be read: it has been read
// up to then, or the page is known since then.
func (f *Facebook) ReadFrom(ctx context.Context, page, form string) (time.Time, error) {
	rows, err := f.db.Other.Query(ctx, `
SELECT coalesce(f.read_upto, p.created_at)
FROM facebook_pages p LEFT JOIN facebook_forms f ON f.page_id = p.id AND f.id = @form
WHERE p.id = @page`, store.Named{"page": page, "form": form})
	return store.CollectOne(rows, err, pgx.RowTo[time.Time], "see how far form %s is read", form)
}

// ReadUpto notes up to when the leads of a form have been read.
func (f *Facebook) ReadUpto(ctx context.Context, page, form string, at time.Time) error {
	_, err := f.db.Other.Exec(ctx, `
INSERT INTO facebook_forms AS f (page_id, id, read_upto) VALUES (@page, @form, @at)
ON CONFLICT (page_id, id) DO UPDATE SET read_upto = greatest(f.read_upto, excluded.read_upto)`,
		store.Named{"page": page, "form": form, "at": at})
	if err != nil {
		return fmt.Errorf("note how far form %s is read: %w", form, err)
	}
	return nil
}

// PageRead notes that all forms of a page have been read.
func (f *Facebook) PageRead(ctx context.Context, page string) error {
	_, err := f.db.Other.Exec(ctx, `UPDATE facebook_pages SET read_at = now(), problem = NULL, problem_at = NULL WHERE id = @id`, store.Named{"id": page})
	if err != nil {
		return fmt.Errorf("note that page %s is read: %w", page, err)
	}
	return nil
}
