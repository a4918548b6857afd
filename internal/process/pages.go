package process

import (
	"log/slog"
	"net/http"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/web"
)

// pages returns the pages for people, which call the same use cases as the API.
func pages(cfg config.Config, a *api.API, namespace string, log *slog.Logger) func(publicURL string) http.Handler {
	return func(publicURL string) http.Handler {
		return web.New(web.Options{
			Service: a.Service, PublicURL: publicURL, VerifyToken: cfg.WhatsAppVerifyToken, UIURL: cfg.TemporalUIURL, Namespace: namespace,
			KeepsOptOuts: cfg.ErasureKey != "",
			Zone:         cfg.TimeZone.Location(),
			Issuer:       web.Issuer{URL: cfg.OIDCIssuer, ClientID: cfg.OIDCClientID, ClientSecret: cfg.OIDCClientSecret},
			Log:          log, Stopping: a.Stopping,
		})
	}
}
