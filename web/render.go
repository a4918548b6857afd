package web

import (
	"embed"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"
)

//go:embed pages parts
var templates embed.FS

// parse reads every page's template together with the frame and the shared parts.
func (s *Site) parse() map[string]*template.Template {
	funcs := template.FuncMap{
		"url": s.url, "asset": s.AssetURL, "icon": icon, "symbol": symbol, "use": use, "moment": moment, "number": number, "count": count, "phone": phone, "plainly": plainly, "list": func(all ...any) []any { return all },
		"empty": func(title, text, label, href string) map[string]string {
			return map[string]string{"Title": title, "Text": text, "Label": label, "Href": href}
		},
		"confirm": func(id, label, title, text, action, button string) Confirm {
			return Confirm{id, label, title, text, action, button}
		},
		"join": strings.Join, "sources": sourceOptions, "sourceLabel": sourceLabel, "sourceIcon": sourceIcon,
		"path": url.PathEscape, "inc": func(i int) int { return i + 1 },
	}
	shared := template.Must(template.New("shared").Funcs(funcs).ParseFS(templates, "parts/*.html"))
	pages, err := fs.Glob(templates, "pages/*.html")
	if err != nil {
		panic(err) // of a pattern, which is right
	}
	all := make(map[string]*template.Template, len(pages))
	for _, file := range pages {
		own := template.Must(template.Must(shared.Clone()).ParseFS(templates, file))
		all[strings.TrimSuffix(path.Base(file), ".html")] = own
	}
	return all
}

// Confirm is a button that asks before it does something that cannot be undone. The
// question works without scripts.
type Confirm struct{ ID, Label, Title, Text, Action, Button string }

// Pager leads to the next page of a list, and back to the first one.
type Pager struct{ First, Next string }
