package activities

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
)

// NotifyImport tells the import's callback URL, if there is one, how it ended.
func (b *Bulk) NotifyImport(ctx context.Context, id uuid.UUID) error {
	view, err := b.Store.Import(ctx, id)
	if err != nil {
		return b.failed(ctx, err)
	}
	if view.CallbackURL == nil {
		return nil
	}
	body, err := json.Marshal(map[string]any{"import": map[string]any{
		"id": view.ID, "status": view.Status, "counts": view.Counts, "error": view.Error, "filename": view.Filename,
		"channel_id": view.ChannelID, "finished_at": view.FinishedAt,
	}})
	if err != nil {
		return fmt.Errorf("encode the notice: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, *view.CallbackURL, bytes.NewReader(body))
	if err != nil {
		return temporal.NewNonRetryableApplicationError("the callback URL is none", ErrRejected, nil)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := callbacks.Do(req)
	switch {
	case errors.Is(err, errPrivate):
		return temporal.NewNonRetryableApplicationError("the callback URL leads to an address that is not public", ErrRejected, nil)
	case err != nil:
		return temporal.NewApplicationError("the callback URL cannot be reached", ErrAway)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return temporal.NewApplicationError("the callback URL answers "+resp.Status, ErrAway)
	}
	return nil
}

var errPrivate = errors.New("not a public address")

// callbacks calls public addresses only, judged when the connection is made: a
// name may lead elsewhere by then. It follows no redirects.
var callbacks = &http.Client{
	Timeout: 15 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
	Transport: &http.Transport{
		DialContext: (&net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !Public(at.Addr()) {
				return errPrivate
			}
			return nil
		}}).DialContext,
	},
}

// sharedSpace is what providers use behind their own address translation; it is
// no more public than private addresses are.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// Public reports whether an address is one that a callback may go to.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !sharedSpace.Contains(a)
}
