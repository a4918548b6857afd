package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/luluchat/contacts/client"
)

// server answers as a server of contacts would.
func server(status int, body string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
}

func ExampleClient_CreateContact() {
	s := server(http.StatusCreated, `{
		"contact": {"id": "0199c8a4-0000-7000-8000-000000000001", "display_name": "Aisha"},
		"outcome": {"decision": "created", "reason": "new_contact", "event_id": "0199c8a4-0000-7000-8000-000000000002"}}`)
	defer s.Close()
	c := client.Client{URL: s.URL, Token: "an access token"}

	// The key makes one event of the call, however often it is sent.
	created, err := c.CreateContact(context.Background(), client.NewContact{
		ChannelID: "main", Phone: "+60 12-345 6789", DisplayName: "Aisha", Tags: []string{"vip"},
	}, "order-4711")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(created.Contact.DisplayName, *created.Outcome.Decision)
	// Output: Aisha created
}

func ExampleClient_Contacts() {
	s := server(http.StatusOK, `{"contacts": [{"display_name": "Aisha"}, {"display_name": "Bruno"}], "next_cursor": null}`)
	defer s.Close()
	c := client.Client{URL: s.URL, Token: "an access token"}

	filter := url.Values{"channel_id": {"main"}, "tag": {"vip"}}
	for {
		page, next, err := c.Contacts(context.Background(), filter)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, contact := range page {
			fmt.Println(contact.DisplayName)
		}
		if next == "" {
			break
		}
		filter.Set("cursor", next)
	}
	// Output:
	// Aisha
	// Bruno
}

func ExamplePassing() {
	s := server(http.StatusServiceUnavailable, `{"detail": "The database is unavailable; nothing was taken in."}`)
	defer s.Close()
	c := client.Client{URL: s.URL, Token: "an access token"}

	_, err := c.Channels(context.Background())
	var refused *client.RefusedError
	if errors.As(err, &refused) {
		fmt.Println(refused.Status, refused.Detail)
	}
	fmt.Println("try again:", client.Passing(err))
	// Output:
	// 503 The database is unavailable; nothing was taken in.
	// try again: true
}
