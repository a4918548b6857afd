package web

import (
	"net/http"

	"github.com/luluchat/contacts/service"
)

// routes registers every page. A page's file is called like its path.
func (s *Site) routes() {
	s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.url("/app"), http.StatusSeeOther)
	})
	s.mux.HandleFunc("GET /app/assets/{file}", s.serveAsset)

	s.open("GET /app/login", s.showLogin)
	s.open("POST /app/login", s.signIn)
	s.open("GET /app/login/oidc", s.askIssuer)
	s.open("GET /app/login/oidc/callback", s.hearIssuer)
	s.open("GET /app/invite/{secret}", s.showInvite)
	s.open("POST /app/invite/{secret}", s.acceptInvite)
	s.open("GET /app/link/{secret}", s.showLink)
	s.open("POST /app/link/{secret}", s.useLink)
	s.open("POST /app/theme", s.setTheme)
	s.page("POST /app/logout", "", s.signOut)

	s.page("GET /app", "", s.showHome)

	s.page("GET /app/contacts", service.ContactsRead, s.showContacts)
	s.page("GET /app/contacts/export", service.ContactsRead, s.exportContacts)
	s.page("GET /app/contacts/new", service.ContactsWrite, s.showNewContact)
	s.page("GET /app/contacts/new/number", service.ContactsWrite, s.showNumber)
	s.page("POST /app/contacts/new", service.ContactsWrite, s.createContact)
	s.page("GET /app/contacts/{id}", service.ContactsRead, s.showContact)
	s.page("GET /app/contacts/{id}/edit", service.ContactsWrite, s.showEdit)
	s.page("POST /app/contacts/{id}/edit", service.ContactsWrite, s.saveContact)
	s.page("POST /app/contacts/{id}/delete", service.ContactsWrite, s.deleteContact)
	s.page("GET /app/contacts/{id}/known", service.ContactsWrite, s.showKnown)
	s.page("POST /app/contacts/{id}/known", service.ContactsWrite, s.addIdentity)
	s.page("POST /app/contacts/{id}/known/number", service.ContactsWrite, s.correctNumber)
	s.page("POST /app/contacts/{id}/known/{n}/end", service.ContactsWrite, s.endIdentity)
	s.page("POST /app/contacts/{id}/known/{n}/restore", service.ContactsWrite, s.restoreIdentity)
	s.page("GET /app/contacts/{id}/merge", service.ContactsWrite, s.showMerge)
	s.page("POST /app/contacts/{id}/merge", service.ContactsWrite, s.mergeContact)
	s.page("POST /app/contacts/{id}/merges/{event}/undo", service.ContactsWrite, s.undoMerge)
	s.page("POST /app/contacts/{id}/duplicates/{n}/dismiss", service.ContactsWrite, s.dismissDuplicate)
	s.page("POST /app/contacts/{id}/duplicates/{n}/undo", service.ContactsWrite, s.undoDismissal)

	s.page("GET /app/channels", service.ContactsRead, s.showChannels)
	s.page("GET /app/channels/new", service.Admin, s.showNewChannel)
	s.page("POST /app/channels", service.Admin, s.addChannel)
	s.page("GET /app/channels/{id}", service.ContactsRead, s.showChannel)
	s.page("POST /app/channels/{id}", service.Admin, s.saveChannel)
	s.page("POST /app/channels/{id}/test", service.Admin, s.sendTest)
	s.page("GET /app/forms", service.ContactsRead, s.showForms)
	s.page("GET /app/forms/new", service.Admin, s.showNewForm)
	s.page("POST /app/forms", service.Admin, s.addForm)
	s.page("GET /app/forms/{id}", service.ContactsRead, s.showForm)
	s.page("POST /app/forms/{id}", service.Admin, s.saveForm)
	s.page("POST /app/forms/{id}/try", service.ContactsRead, s.tryForm)
	s.page("POST /app/forms/{id}/secret", service.Admin, s.renewSecret)
	s.page("POST /app/forms/{id}/submit-key", service.Admin, s.rotateSubmitKey)
	s.standingRoutes()
	s.page("GET /app/triggers", service.ContactsRead, s.showTriggers)
	s.page("GET /app/triggers/new", service.Admin, s.showNewTrigger)
	s.page("POST /app/triggers", service.Admin, s.addTrigger)
	s.page("GET /app/triggers/{id}", service.ContactsRead, s.showTrigger)
	s.page("POST /app/triggers/{id}", service.Admin, s.saveTrigger)
	s.page("POST /app/triggers/{id}/try", service.Triggers, s.tryTrigger)
	s.page("GET /app/ads", service.ContactsRead, s.showAds)
	s.page("GET /app/ads/{id}", service.ContactsRead, s.showAd)
	s.page("GET /app/tags", service.ContactsRead, s.showTags)
	s.page("GET /app/tags/change", service.Admin, s.showTag)
	s.page("POST /app/tags/rename", service.Admin, s.renameTag)
	s.page("POST /app/tags/merge", service.Admin, s.mergeTag)
	s.page("GET /app/attributes", service.ContactsRead, s.showAttributes)
	s.page("POST /app/attributes", service.Admin, s.defineAttribute)
	s.page("GET /app/attributes/{name}", service.Admin, s.showAttribute)
	s.page("POST /app/attributes/{name}/remove", service.Admin, s.removeAttribute)
	s.page("GET /app/settings", "", s.showSettings)
	s.page("POST /app/settings/sessions/{id}/end", "", s.endSession)
	s.page("GET /app/settings/new-person", service.Admin, s.showNewPerson)
	s.page("POST /app/settings/people", service.Admin, s.addPerson)
	s.page("GET /app/settings/people/{slug}", service.Admin, s.showPerson)
	s.page("POST /app/settings/people/{slug}", service.Admin, s.savePerson)
	s.page("POST /app/settings/people/{slug}/invite", service.Admin, s.invitePerson)
	s.page("POST /app/settings/people/{slug}/remove", service.Admin, s.removePerson)
	s.page("POST /app/settings/tokens", service.Admin, s.createToken)
	s.page("POST /app/settings/tokens/{id}/revoke", service.Admin, s.revokeToken)
	s.jobRoutes()
	s.viewRoutes()
	s.importRoutes()
	s.page("GET /app/why", service.ContactsRead, s.showWhy)
	s.quarantineRoutes()

	s.open("/", func(*Visit) error {
		return &service.Error{Code: service.NotFound, Message: "There is no such page. The places that there are stand beside this."}
	})
}

// Place is one of those in the rail.
type Place struct {
	Path  string
	Label string
	Icon  string // one of icons
	Scope string // who has it sees the place; empty: everybody
	// Badge counts what needs a look there; nil: nothing does. It is asked for each
	// page, and must be cheap.
	Badge func(*Visit) int
}

// places are those in the rail, in its order. One that is not built is not here.
func (s *Site) places() []Place {
	return []Place{
		{Path: "/app/contacts", Label: "Contacts", Icon: "contacts", Scope: service.ContactsRead},
		{Path: "/app", Label: "Home", Icon: "home"},
		{Path: "/app/imports", Label: "Imports", Icon: "import", Scope: service.Imports},
		{Path: "/app/jobs", Label: "Jobs", Icon: "jobs", Scope: service.ContactsRead},
		{Path: "/app/why", Label: "Why not?", Icon: "why", Scope: service.ContactsRead},
		{Path: "/app/quarantine", Label: "Needs a look", Icon: "look", Scope: service.ContactsRead, Badge: s.quarantineBadge},
		{Path: "/app/channels", Label: "Channels", Icon: "channels", Scope: service.ContactsRead, Badge: s.channelBadge},
		{Path: "/app/forms", Label: "Forms", Icon: "forms", Scope: service.ContactsRead, Badge: s.formBadge},
		{Path: "/app/triggers", Label: "Triggers", Icon: "triggers", Scope: service.ContactsRead},
		{Path: "/app/ads", Label: "Ads", Icon: "ads", Scope: service.ContactsRead},
		{Path: "/app/tags", Label: "Tags", Icon: "tags", Scope: service.ContactsRead},
		{Path: "/app/attributes", Label: "Attributes", Icon: "fields", Scope: service.ContactsRead},
		{Path: "/app/settings", Label: "Settings", Icon: "settings"},
	}
}
