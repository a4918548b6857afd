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
	"slices"
	"syscall"
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
		return temporal.NewApplicationError("the callback URL cannot be reached", ErrUnavailable)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return temporal.NewApplicationError("the callback URL answers "+resp.Status, ErrUnavailable)
	}
	return nil
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

// notPublic are addresses that look public and are not: those of this network,
// of providers' own translation, of tests, and those that hold another address.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address is one that a callback may go to.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}
