// Package config reads the settings from the environment, once. Nothing else in
// the project reads it.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/caarlos0/env/v10"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/whatsapp"
)

// Config are the project's own settings. The connection to Temporal has its
// own, see Temporal.
type Config struct {
	DatabaseURL         string        `env:"DATABASE_URL"`
	HTTPAddr            string        `env:"HTTP_ADDR" envDefault:"127.0.0.1:8080"`
	WorkerHTTPAddr      string        `env:"WORKER_HTTP_ADDR"`
	PublicURL           string        `env:"PUBLIC_URL"` // see PublicAddress
	TaskQueue           string        `env:"TASK_QUEUE" envDefault:"contacts"`
	WhatsAppAppSecret   string        `env:"WHATSAPP_APP_SECRET"`
	WhatsAppVerifyToken string        `env:"WHATSAPP_VERIFY_TOKEN"`
	FacebookAppSecret   string        `env:"FACEBOOK_APP_SECRET"`
	FacebookVerifyToken string        `env:"FACEBOOK_VERIFY_TOKEN"`
	FacebookGraphURL    string        `env:"FACEBOOK_GRAPH_URL" envDefault:"https://graph.facebook.com/v23.0"`
	APIToken            string        `env:"API_TOKEN"`
	ErasureKey          string        `env:"ERASURE_KEY"`
	TemporalUIURL       string        `env:"TEMPORAL_UI_URL" envDefault:"http://127.0.0.1:8233"`
	LogLevel            slog.Level    `env:"LOG_LEVEL" envDefault:"info"`
	DispatchLease       time.Duration `env:"DISPATCH_LEASE" envDefault:"10s"`
	DispatchSlots       int           `env:"DISPATCH_SLOTS" envDefault:"32"`
	DecideAhead         Switch        `env:"DECIDE_AHEAD" envDefault:"on"`
	ImportMaxRows       int           `env:"IMPORT_MAX_ROWS" envDefault:"200000"`
	ImportMaxBytes      int64         `env:"IMPORT_MAX_BYTES" envDefault:"52428800"`
	ImportMaxUnzipped   int64         `env:"IMPORT_MAX_UNZIPPED_BYTES" envDefault:"524288000"`
	MetricsAddr         string        `env:"METRICS_ADDR"`
	MaxRequests         int           `env:"MAX_REQUESTS" envDefault:"256"`
	TokenQuota          int           `env:"TOKEN_REQUESTS_PER_MINUTE" envDefault:"60000"`
	TrustedProxies      Networks      `env:"TRUSTED_PROXIES"`
	Web                 Switch        `env:"WEB" envDefault:"on"`
	TimeZone            Zone          `env:"TIME_ZONE" envDefault:"UTC"`
	OIDCIssuer          string        `env:"OIDC_ISSUER"`
	OIDCClientID        string        `env:"OIDC_CLIENT_ID"`
	OIDCClientSecret    string        `env:"OIDC_CLIENT_SECRET"`
}

// Switch is a setting that is on or off.
type Switch bool

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Switch) UnmarshalText(text []byte) error {
	switch string(text) {
	case "on":
		*s = true
	case "off":
		*s = false
	default:
		return fmt.Errorf("%q is neither on nor off", text)
	}
	return nil
}

// Load reads the settings from the environment.
func Load() (Config, error) { return load(env.Options{}) }

// LoadWith reads the settings from the environment and takes those that it does
// not have from the given ones.
func LoadWith(given map[string]string) (Config, error) {
	all := make(map[string]string, len(given))
	maps.Copy(all, given)
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		all[name] = value
	}
	return load(env.Options{Environment: all})
}

func load(opts env.Options) (Config, error) {
	var c Config
	if err := env.ParseWithOptions(&c, opts); err != nil {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	if c.DispatchSlots < 1 {
		return Config{}, fmt.Errorf("DISPATCH_SLOTS is %d: it must be 1 or more, such as 32", c.DispatchSlots)
	}
	if c.MaxRequests < 1 {
		return Config{}, fmt.Errorf("MAX_REQUESTS is %d: it must be 1 or more, such as 256", c.MaxRequests)
	}
	if c.TokenQuota < 1 {
		return Config{}, fmt.Errorf("TOKEN_REQUESTS_PER_MINUTE is %d: it must be 1 or more, such as 60000", c.TokenQuota)
	}
	if c.DispatchLease <= 0 {
		return Config{}, fmt.Errorf("DISPATCH_LEASE is %s: it must be a duration above zero, such as 10s", c.DispatchLease)
	}
	if n := len(c.ErasureKey); n > 0 && n < minErasureKey {
		return Config{}, fmt.Errorf("ERASURE_KEY has %d characters: it must have %d or more, such as what `openssl rand -hex 32` writes", n, minErasureKey)
	}
	if c.OIDCIssuer != "" && c.OIDCClientID == "" {
		return Config{}, errors.New("OIDC_ISSUER is set and OIDC_CLIENT_ID is not: it is what the issuer calls this program")
	}
	var err error
	if c.PublicURL, err = publicURL(c.PublicURL); err != nil {
		return Config{}, err
	}
	if c.FacebookGraphURL, err = graphURL(c.FacebookGraphURL); err != nil {
		return Config{}, err
	}
	return c, nil
}

// minErasureKey keeps anybody from trying all keys: there are few phone numbers.
const minErasureKey = 32

// AppSecret is the first of those of WHATSAPP_APP_SECRET, which may hold several,
// separated by commas: a client signs with that one.
func (c Config) AppSecret() string { return first(c.WhatsAppAppSecret) }

func first(setting string) string {
	for _, value := range whatsapp.Values(setting) {
		return value
	}
	return ""
}

// SeveralSecrets says in sentences which settings hold several values. A verify token
// that has a comma in it itself looks like that, and is accepted no more.
func (c Config) SeveralSecrets() (said []string) {
	for _, s := range []struct{ name, secrets, tokens string }{
		{"WHATSAPP", c.WhatsAppAppSecret, c.WhatsAppVerifyToken}, {"FACEBOOK", c.FacebookAppSecret, c.FacebookVerifyToken},
	} {
		if n := len(whatsapp.Values(s.secrets)); n > 1 {
			said = append(said, fmt.Sprintf("%s_APP_SECRET holds %d app secrets, separated by commas: each is accepted", s.name, n))
		}
		if strings.Contains(s.tokens, ",") {
			said = append(said, fmt.Sprintf("%s_VERIFY_TOKEN holds a comma, and is read as %d tokens, of which each is accepted: "+
				"if it is one token that has a comma in it, choose another without, here and in Meta's App Dashboard",
				s.name, len(whatsapp.Values(s.tokens))))
		}
	}
	return said
}

// ImportLimits are the most that an imported file may hold.
func (c Config) ImportLimits() tabular.Limits {
	return tabular.Limits{Rows: c.ImportMaxRows, Bytes: c.ImportMaxBytes, Unzipped: c.ImportMaxUnzipped}
}

// Require returns an error that names every one of the given settings that is
// not set.
func (c Config) Require(names ...string) error {
	values := map[string]string{
		"DATABASE_URL":          c.DatabaseURL,
		"WHATSAPP_APP_SECRET":   c.AppSecret(),
		"WHATSAPP_VERIFY_TOKEN": first(c.WhatsAppVerifyToken),
		"API_TOKEN":             c.APIToken,
	}
	var missing []string
	for _, name := range names {
		if values[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("set %s in the environment (docs/setup.md, Settings); `contacts dev` makes up what is missing and writes it to .dev/env",
		strings.Join(missing, " and "))
}

// Temporal returns the options of the Temporal client, from TEMPORAL_ADDRESS,
// TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TLS settings or a profile.
func Temporal(log *slog.Logger) (client.Options, error) {
	opts, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return client.Options{}, fmt.Errorf("read the settings of the Temporal connection: %w", err)
	}
	if opts.Namespace == "" {
		opts.Namespace = client.DefaultNamespace
	}
	opts.Logger = TemporalLogger(log)
	return opts, nil
}
