package web

import (
	"net"
	"net/url"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// ChannelsPage is every channel, and to admins what comes to the webhook.
type ChannelsPage struct {
	Channels []ChannelRow
	Deleted  []Standing
	Webhook  *Webhook
}

// ChannelRow is a channel with what came for its number.
type ChannelRow struct {
	service.Channel
	service.ChannelHealth
}

// ChannelPage is a channel, or a form for a new one.
type ChannelPage struct {
	New     bool
	Channel service.Channel
	Health  service.ChannelHealth
	Steps   []Check
	Webhook *Webhook
	Stands  Standing
}

const connectNumber = "Connect a number"

func (s *Site) showChannels(v *Visit) error {
	page := ChannelsPage{}
	for _, c := range v.Channels() {
		if chosen := v.Channel(); chosen != "" && chosen != c.ID {
			continue
		}
		health, err := s.Service.GetChannelHealth(v.Context(), v.Who, c.ID)
		if err != nil {
			return err
		}
		page.Channels = append(page.Channels, ChannelRow{c, health})
	}
	var err error
	if page.Webhook, err = s.webhook(v); err != nil {
		return err
	}
	for _, c := range v.deletedChannels() {
		page.Deleted = append(page.Deleted, Standing{Standing: c.Standing, Name: c.Name, Path: "/app/channels/" + c.ID})
	}
	return v.Show("channels", "Channels", page)
}

func (s *Site) showNewChannel(v *Visit) error {
	q := v.URL.Query()
	v.Fill(url.Values{"name": {q.Get("name")}, "phone_number_id": {q.Get("phone_number_id")}})
	page, err := s.newChannelPage(v)
	if err != nil {
		return err
	}
	return v.Show("channel", connectNumber, page)
}

func (s *Site) newChannelPage(v *Visit) (ChannelPage, error) {
	webhook, err := s.webhook(v)
	return ChannelPage{New: true, Webhook: webhook}, err
}

// addChannel makes a channel. What came for its number already is decided then.
func (s *Site) addChannel(v *Visit) error {
	in := postedChannel(v, v.Value("id"))
	if in.ID == "" {
		in.ID = slugOf(in.Name)
	}
	if in.ID == "" {
		v.Wrong("id", "Write a short name of letters, digits, - or _, such as kl-showroom.")
	}
	if in.ID != "" {
		switch there, err := s.Service.GetChannel(v.Context(), v.Who, in.ID); {
		case err == nil && there.DeletedAt != nil:
			v.Wrong("id", "A channel of the short name "+in.ID+" was deleted: choose another, or bring that one back on its page.")
		case err == nil:
			v.Wrong("id", "There is a channel of the short name "+in.ID+" already: choose another.")
		case service.ErrorOf(err).Code != service.NotFound:
			return err
		}
	}
	var failed error
	if len(v.form.Errors) == 0 {
		c, _, err := s.Service.PutChannel(v.Context(), v.Who, in)
		if err == nil {
			return v.Redirect("/app/channels/"+c.ID, Flash{Text: c.Name + " is added. The steps below tick themselves as things arrive."})
		}
		failed = err
	}
	page, err := s.newChannelPage(v)
	if err != nil {
		return err
	}
	return v.againWithID(failed, "channel", connectNumber, page)
}

// againWithID is Again where a wrong address may be of the short name that was typed.
func (v *Visit) againWithID(err error, name, title string, data any) error {
	if err == nil {
		return v.Again(nil, name, title, data)
	}
	if e := service.ErrorOf(err); e.Code == service.InvalidParameter && e.Field == "id" {
		v.Wrong("id", e.Message)
		err = nil
	}
	return v.Again(err, name, title, data)
}

func postedChannel(v *Visit, id string) service.Channel {
	country := countryOf(v.Value("default_country"))
	return service.Channel{
		ID: id, Name: v.Value("name"), PhoneNumberID: v.Value("phone_number_id"), DefaultCountry: &country,
		AddressBook: v.Value("address_book"), History: v.Value("history"),
	}
}

func (s *Site) channelPage(v *Visit) (ChannelPage, error) {
	var page ChannelPage
	var err error
	if page.Channel, err = s.Service.GetChannel(v.Context(), v.Who, v.PathValue("id")); err != nil {
		return page, err
	}
	if page.Health, err = s.Service.GetChannelHealth(v.Context(), v.Who, page.Channel.ID); err != nil {
		return page, err
	}
	if page.Webhook, err = s.webhook(v); err != nil {
		return page, err
	}
	page.Steps = checks(page)
	page.Stands = standingOfChannel(page.Channel)
	return page, nil
}

func (s *Site) showChannel(v *Visit) error {
	page, err := s.channelPage(v)
	if err != nil {
		return err
	}
	if page.Channel.DeletedAt != nil {
		return v.Show("deleted", page.Channel.Name, page.Stands)
	}
	v.Fill(formOfChannel(page.Channel))
	return v.Show("channel", page.Channel.Name, page)
}

func formOfChannel(c service.Channel) url.Values {
	country := ""
	if c.DefaultCountry != nil {
		country = *c.DefaultCountry
	}
	return url.Values{
		"name": {c.Name}, "phone_number_id": {c.PhoneNumberID}, "default_country": {country}, "address_book": {c.AddressBook}, "history": {c.History},
	}
}

func (s *Site) saveChannel(v *Visit) error {
	c, _, err := s.Service.PutChannel(v.Context(), v.Who, postedChannel(v, v.PathValue("id")))
	if err != nil {
		page, failed := s.channelPage(v)
		if failed != nil {
			return failed
		}
		return v.Again(err, "channel", page.Channel.Name, page)
	}
	return v.Redirect("/app/channels/"+c.ID, Flash{Text: c.Name + " is saved."})
}

// sendTest takes a message in as if WhatsApp had posted it.
func (s *Site) sendTest(v *Visit) error {
	page, err := s.channelPage(v)
	if err != nil {
		return err
	}
	_, err = s.Service.SendTestMessage(v.Context(), v.Who, page.Channel.ID, service.TestMessage{
		Phone: v.Value("phone"), Name: v.Value("test_name"), Text: v.Value("text"),
	})
	if err != nil {
		values := formOfChannel(page.Channel)
		for _, name := range []string{"phone", "test_name", "text"} {
			values.Set(name, v.Value(name))
		}
		return v.Again(err, "channel", page.Channel.Name, page, values)
	}
	said := "The test message is taken in. In a moment its sender is a contact, which stays until it is deleted."
	return v.Redirect("/app/channels/"+page.Channel.ID, Flash{Text: said})
}

// AddressBooks and Histories are what a channel wants of what WhatsApp synchronises.
func (p *Page) AddressBooks() []Option {
	return []Option{
		{Value: contact.AddressBookIgnore, Label: "Leave its entries alone"},
		{Value: contact.AddressBookImport, Label: "Make its entries contacts"},
	}
}

// Histories is said with AddressBooks.
func (p *Page) Histories() []Option {
	return []Option{
		{Value: contact.HistoryAttach, Label: "File them with contacts that there are"},
		{Value: contact.HistoryImport, Label: "Also make contacts of who wrote them"},
	}
}

// slugOf makes a short name of a name: KL showroom is kl-showroom.
func slugOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	slug := strings.Join(words, "-")
	return slug[:min(len(slug), 64)]
}

// unreachable says why WhatsApp cannot reach a public address; empty: it may.
func unreachable(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return "PUBLIC_URL is no address."
	}
	ip := net.ParseIP(u.Hostname())
	switch {
	case u.Hostname() == "localhost" || ip != nil && ip.IsLoopback():
		return "PUBLIC_URL is an address of this machine alone."
	case ip != nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()) || !strings.Contains(u.Hostname(), ".") && ip == nil:
		return "PUBLIC_URL is an address of a private network."
	case u.Scheme != "https":
		return "PUBLIC_URL begins with http, and Meta posts to https alone."
	}
	return ""
}
