package contact

// Source says by which way an event came in.
type Source string

// The sources of events. A contact's own source is that of the event that
// created it.
const (
	SourceMessage Source = "message" // an item of a webhook's messages[]
	SourceForm    Source = "form"
	SourceImport  Source = "import"
	SourceManual  Source = "manual"
	SourceAPI     Source = "api"
	SourceTrigger Source = "trigger"
	SourceSystem  Source = "system" // WhatsApp itself: number changes, preferences, notices
)

// What a token may be used for. Which scope includes another is for those to say
// who check them.
const (
	ScopeContactsRead  = "contacts:read"
	ScopeContactsWrite = "contacts:write"
	ScopeImports       = "imports"
	ScopeTriggers      = "triggers"
	ScopeAdmin         = "admin"
)

// Scopes returns every scope.
func Scopes() []string {
	return []string{ScopeContactsRead, ScopeContactsWrite, ScopeImports, ScopeTriggers, ScopeAdmin}
}

// wayIn is what the program knows of one way in.
type wayIn struct {
	source Source
	owner  NameSource // whose the values are that it gives: their rank
	scope  string     // of the tokens that may bring such events; empty: none may, only a signature counts
	words  string     // what people call it
	// person: it is a person's own word, or a program's that speaks for one and
	// waits for the answer.
	person bool
	optOut bool // it may set the opt-out
}

// waysIn has every source.
var waysIn = []wayIn{
	{source: SourceMessage, owner: NameProfile, words: "a WhatsApp message"},
	{source: SourceForm, owner: NameForm, scope: ScopeTriggers, words: "a form"},
	{source: SourceImport, owner: NameImport, scope: ScopeImports, words: "an import"},
	{source: SourceManual, owner: NameManual, scope: ScopeContactsWrite, words: "manual entry", person: true, optOut: true},
	{source: SourceAPI, owner: NameManual, scope: ScopeContactsWrite, words: "the API", person: true, optOut: true},
	{source: SourceTrigger, owner: NameForm, scope: ScopeTriggers, words: "a trigger"},
	{source: SourceSystem, owner: NameProfile, words: "a notice by WhatsApp", optOut: true},
}

// Sources returns every source.
func Sources() []Source {
	all := make([]Source, len(waysIn))
	for i := range waysIn {
		all[i] = waysIn[i].source
	}
	return all
}

// Known reports whether the source is one of this version. What a later one has
// recorded is not decided by its rules.
func (s Source) Known() bool { return s.way().source != "" }

// Scope is what a token may be used for that brings such events. It is empty for
// what WhatsApp signs.
func (s Source) Scope() string { return s.way().scope }

// Words are what people call the way in: "a form". A source that is not known
// speaks for itself.
func (s Source) Words() string {
	if s.Known() {
		return s.way().words
	}
	return string(s)
}

// ClaimSource is the rank that an event's values have. It panics for a source
// that is not known: no value may rank as anybody's because a source was
// forgotten.
func ClaimSource(s Source) NameSource {
	if !s.Known() {
		panic("contact: the source " + string(s) + " has no line in waysIn")
	}
	return s.way().owner
}

// way is the line of a source, empty for one that is not known.
func (s Source) way() wayIn {
	for _, way := range waysIn {
		if way.source == s {
			return way
		}
	}
	return wayIn{}
}
