package web

import (
	"fmt"
	"html/template"
)

// icons are drawn on 16 × 16, with lines in the colour of the text. They stand beside
// a word and say nothing that it does not.
var icons = map[string]string{
	"home":     `<path d="M2 7.5 8 2.5l6 5M3.5 6.5v7h9v-7M6.5 13.5v-4h3v4"/>`,
	"contacts": `<circle cx="6" cy="5" r="2.5"/><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.500 2.800a2.500 2.500 0 0 1 0 4.400M12 9.800c1.500.500 2.500 1.800 2.500 3.700"/>`,
	"import":   `<path d="M8 2v8M4.500 6.500 8 10l3.500-3.500M2.500 11v2.500h11V11"/>`,
	"export":   `<path d="M8 10V2M4.500 5.500 8 2l3.500 3.500M2.500 11v2.500h11V11"/>`,
	"jobs":     `<path d="m2 4 1.200 1.200L5.500 3M2 8.500l1.200 1.200 2.300-2.200M2 13l1.200 1.200L5.500 12M8 4.500h6M8 9h6M8 13.500h6"/>`,
	"why":      `<circle cx="8" cy="8" r="6"/><path d="M6 6.300c0-1 .900-1.800 2-1.800s2 .800 2 1.700c0 1.300-2 1.500-2 2.800M8 11.300v.200"/>`,
	"look":     `<path d="M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8z"/><circle cx="8" cy="8" r="2"/>`,
	"channels": `<path d="M3 2.500h10v8H7.500L4.500 13v-2.500H3z"/>`,
	"forms":    `<rect x="2.500" y="2.500" width="11" height="11" rx="1.500"/><path d="M5 6h6M5 8.500h6M5 11h3"/>`,
	"triggers": `<path d="M9 1.500 3.500 9H8l-1 5.500L12.500 7H8z"/>`,
	"ads":      `<path d="M2.500 6.500v3h2.500l5 3v-9l-5 3zM12.500 6.500c.600.800.600 2.200 0 3"/>`,
	"tags":     `<path d="M2.500 2.500h5l6 6-5 5-6-6z"/><circle cx="5.500" cy="5.500" r=".8"/>`,
	"fields":   `<path d="M2.500 4h11M2.500 8h11M2.500 12h7"/>`,
	"settings": `<circle cx="8" cy="8" r="2.200"/><path d="M8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2M3.400 3.400l1.400 1.400M11.200 11.200l1.400 1.400M3.400 12.600l1.400-1.400M11.200 4.800l1.400-1.400"/>`,
	"search":   `<circle cx="7" cy="7" r="4.500"/><path d="m10.500 10.500 3.500 3.500"/>`,
	"message":  `<path d="M2.500 3h11v7.500H8l-3 2.500v-2.500H2.500z"/>`,
	"manual":   `<path d="m3 13 .800-3L10.500 3.300l2.200 2.200L6 12.200z"/>`,
	"api":      `<path d="M5.500 4 2 8l3.500 4M10.500 4 14 8l-3.500 4"/>`,
	"copy":     `<rect x="5.500" y="5.500" width="8" height="8" rx="1"/><path d="M10.500 3V2.500h-8v8H3"/>`,
	"sun":      `<circle cx="8" cy="8" r="3"/><path d="M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1"/>`,
	"moon":     `<path d="M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z"/>`,
	"system":   `<rect x="2" y="3" width="12" height="8" rx="1"/><path d="M6 13.500h4"/>`,
	"out":      `<path d="M9.500 2.500h-7v11h7M6.500 8h8M11.500 5l3 3-3 3"/>`,
}

// symbol defines one of icons for use, which draws it where it stands in many rows.
func symbol(name string) (template.HTML, error) {
	drawn, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("there is no icon %s", name)
	}
	return template.HTML(`<symbol id="i-` + name + `" viewBox="0 0 16 16">` + drawn + `</symbol>`), nil
}

func use(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
}

// icon draws one of icons.
func icon(name string) (template.HTML, error) {
	drawn, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("there is no icon %s", name)
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">` + drawn + `</svg>`), nil
}
