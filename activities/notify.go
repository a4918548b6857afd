package activities

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store/imports"
)

// NotifyImport tells the import's callback URL, if there is one, how it ended.
func (b *Bulk) NotifyImport(ctx context.Context, id uuid.UUID) error {
	view, err := b.Imports.Import(ctx, id)
	if err != nil {
		return b.failed(ctx, err)
	}
	if view.CallbackURL == nil {
		return nil
	}
	body, err := notice(view)
	if err != nil {
		return fmt.Errorf("encode the notice: %w", err)
	}
	return tell(ctx, callbacks, *view.CallbackURL, body)
}

// tell sends a notice. Its errors go into the history: they have neither the URL, which may
// hold a secret, nor words of the answer, which are the other side's.
func tell(ctx context.Context, client *http.Client, url string, notice []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(notice))
	if err != nil {
		return temporal.NewNonRetryableApplicationError("the callback URL is none", ErrRejected, nil)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, errPrivate):
		return temporal.NewNonRetryableApplicationError("the callback URL leads to an address that is not public", ErrRejected, nil)
	case err != nil:
		return temporal.NewApplicationError("the callback URL cannot be reached", ErrUnavailable)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode < http.StatusMultipleChoices {
		return nil
	}
	return temporal.NewApplicationError(fmt.Sprintf("the callback URL answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode)), ErrUnavailable)
}

// notice is what a callback URL is told.
func notice(view imports.ImportView) ([]byte, error) {
	return json.Marshal(map[string]any{"import": map[string]any{
		"id": view.ID, "status": view.Status, "counts": view.Counts, "error": view.Error, "filename": view.Filename,
		"channel_id": view.ChannelID, "finished_at": utc(view.FinishedAt),
	}})
}

// utc is a time as the API tells it, wherever the server stands.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
