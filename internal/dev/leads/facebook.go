package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/luluchat/contacts/facebook/facebooktest"
	"github.com/luluchat/contacts/internal/demo"
)

// page is the one that leads come from.
const page = "520000000000001"

// standIn answers in Facebook's place where the server asks this machine for leads, which
// FACEBOOK_GRAPH_URL of `make dev` says. The real one is told of nothing.
func standIn(ctx context.Context, secret, graphURL string) (demo.Facebook, error) {
	at, err := url.Parse(graphURL)
	if err != nil || at.Path != facebooktest.Version {
		return demo.Facebook{}, nil
	}
	if ip := net.ParseIP(at.Hostname()); at.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return demo.Facebook{}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.Host)
	if err != nil {
		return demo.Facebook{}, fmt.Errorf("answer in Facebook's place, as FACEBOOK_GRAPH_URL says: %w", err)
	}
	fb := demo.Facebook{Secret: secret, Page: page}
	graph := facebooktest.New(fb.Page, demo.PageToken)
	fb.Add = func(id, form string, answers [][2]string) {
		graph.Add(facebooktest.Lead{ID: id, Form: form, At: time.Now(), Answers: answers})
	}
	go func() {
		_ = (&http.Server{Handler: graph, ReadHeaderTimeout: 10 * time.Second}).Serve(listener) // it ends with the program
	}()
	return fb, nil
}
