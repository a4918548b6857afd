package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/luluchat/contacts/service"
)

// Issuer is who vouches for people by OpenID Connect. Without a URL nobody does.
type Issuer struct{ URL, ClientID, ClientSecret string }

// issuer is one that is asked. What it says of itself is read when it is needed first,
// so that an issuer that is away keeps nothing from starting.
type issuer struct {
	Issuer
	redirect string
	lock     sync.Mutex
	provider *oidc.Provider
}

func newIssuer(o Options) *issuer {
	if o.Issuer.URL == "" {
		return nil
	}
	return &issuer{Issuer: o.Issuer, redirect: o.PublicURL + "/app/login/oidc/callback"}
}

// name is what people know an issuer by.
func (i *issuer) name() string {
	if u, err := url.Parse(i.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return i.URL
}

// issuerTime bounds how long an issuer is waited for.
const issuerTime = 10 * time.Second

func (i *issuer) known(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	i.lock.Lock()
	defer i.lock.Unlock()
	if i.provider == nil {
		var err error
		if i.provider, err = oidc.NewProvider(ctx, i.URL); err != nil {
			return nil, nil, err
		}
	}
	return i.provider, &oauth2.Config{
		ClientID: i.ClientID, ClientSecret: i.ClientSecret, Endpoint: i.provider.Endpoint(), RedirectURL: i.redirect,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}, nil
}

// asked is what was asked of the issuer; the browser keeps it until the issuer answers.
type asked struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Next     string `json:"next"`
	Post     string `json:"post"`
}

const (
	issuerCookie = "contacts_oidc"
	askedLasts   = 600 // seconds
)

// askIssuer leads to the issuer.
func (s *Site) askIssuer(v *Visit) error {
	if s.issuer == nil {
		return &service.Error{Code: service.NotFound, Message: "Nobody vouches for people here: set OIDC_ISSUER."}
	}
	ctx, cancel := context.WithTimeout(v.Context(), issuerTime)
	defer cancel()
	_, config, err := s.issuer.known(ctx)
	if err != nil {
		return s.issuerAway(v, err)
	}
	a := asked{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: inside(v.URL.Query().Get("next")), Post: v.URL.Query().Get("post")}
	encoded, err := json.Marshal(a)
	if err != nil {
		return err
	}
	v.cookie(issuerCookie, base64.RawURLEncoding.EncodeToString(encoded), askedLasts)
	http.Redirect(v.w, v.Request, config.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), http.StatusSeeOther)
	return nil
}

// errIssuerAway says that the issuer did not answer, or not as one does.
var errIssuerAway = errors.New("the OpenID Connect issuer cannot be asked")

func (s *Site) issuerAway(v *Visit, err error) error {
	s.Log.WarnContext(v.Context(), errIssuerAway.Error(), "error", err)
	v.retryAfter(issuerTime)
	v.fail(http.StatusBadGateway, "Nobody could vouch for you", s.issuer.name()+" cannot be reached just now. Try again, or sign in with a password.")
	return nil
}

// hearIssuer takes the issuer's answer.
func (s *Site) hearIssuer(v *Visit) error {
	var a asked
	if c, err := v.Cookie(issuerCookie); err == nil {
		if read, err := base64.RawURLEncoding.DecodeString(c.Value); err == nil {
			_ = json.Unmarshal(read, &a) // then it is no answer to anything that was asked
		}
	}
	v.cookie(issuerCookie, "", -1)
	q := v.URL.Query()
	if s.issuer == nil || a.State == "" || q.Get("state") != a.State {
		return &service.Error{Code: service.Malformed, Message: "This is no answer to what was asked here. Sign in again."}
	}
	if q.Get("code") == "" {
		return &service.Error{Code: service.InvalidToken,
			Message: fmt.Sprintf("%s did not sign you in (%.100s). Try again, or sign in with a password.", s.issuer.name(), q.Get("error"))}
	}
	secret, err := s.tryToSignIn(v, func() (string, error) {
		ctx, cancel := context.WithTimeout(v.Context(), issuerTime)
		defer cancel()
		who, err := s.issuer.vouches(ctx, q.Get("code"), a)
		if err != nil {
			var own *service.Error
			if errors.As(err, &own) {
				return "", err
			}
			return "", fmt.Errorf("%w: %w", errIssuerAway, err)
		}
		return s.Service.SignInVerified(v.Context(), who, v.agent())
	})
	switch {
	case errors.Is(err, errIssuerAway):
		return s.issuerAway(v, err)
	case err != nil:
		return err
	}
	return s.begin(v, secret, a.Next, a.Post)
}

// vouches exchanges a code for what the issuer says of a person.
func (i *issuer) vouches(ctx context.Context, code string, a asked) (service.Verified, error) {
	provider, config, err := i.known(ctx)
	if err != nil {
		return service.Verified{}, err
	}
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return service.Verified{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	read, err := provider.Verifier(&oidc.Config{ClientID: i.ClientID}).Verify(ctx, raw)
	if err != nil {
		return service.Verified{}, err
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some send it as a text
	}
	if err := read.Claims(&claims); err != nil {
		return service.Verified{}, err
	}
	switch {
	case read.Nonce != a.Nonce:
		return service.Verified{}, errors.New("the nonce is another one")
	case claims.Email == "" || claims.Verified != true && claims.Verified != "true":
		return service.Verified{}, &service.Error{Code: service.InvalidToken, Message: i.name() + " does not say that you have a verified email address " +
			"(claims email and email_verified). Verify it there, or sign in with a password."}
	}
	return service.Verified{Issuer: i.URL, Subject: read.Subject, Email: claims.Email}, nil
}
