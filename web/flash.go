package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// Flash is what a form did, said on the page that follows it.
type Flash struct {
	Text string `json:"t"`
	// Secret is shown this once, such as a token.
	Secret string `json:"s,omitempty"`
	// Undo is the path of a form that takes it back, and Label what its button says.
	Undo  string `json:"u,omitempty"`
	Label string `json:"l,omitempty"`
}

const (
	flashCookie = "contacts_flash"
	themeCookie = "contacts_theme"
	// zoneCookie has the browser's time zone, which a script tells.
	zoneCookie = "contacts_zone"

	flashLasts = 60              // seconds
	themeLasts = 365 * 24 * 3600 // seconds
)

// cookie sets one for the pages alone.
func (v *Visit) cookie(name, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: v.site.url("/app"), MaxAge: seconds, HttpOnly: true, Secure: v.site.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (v *Visit) setFlash(said Flash) {
	encoded, _ := json.Marshal(said) // strings always encode
	v.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(encoded), flashLasts)
}

// takeFlash returns what is to be said, once.
func (v *Visit) takeFlash() *Flash {
	c, err := v.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	v.cookie(flashCookie, "", -1)
	var said Flash
	read, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(read, &said) != nil || said.Text == "" {
		return nil
	}
	return &said
}

// setTheme keeps whether pages are light or dark. It leads back to where it was set.
func (s *Site) setTheme(v *Visit) error {
	switch chosen := v.Value("theme"); chosen {
	case "light", "dark":
		v.cookie(themeCookie, chosen, themeLasts)
	default:
		v.cookie(themeCookie, "", -1)
	}
	return v.Redirect(inside(v.Value("back")), Flash{})
}
