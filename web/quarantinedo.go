package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// The forms of the page of what needs a look are sent to the page itself. Each says what it
// is about, and its button what is to be done; what stands in the address counts where a
// form has no fields.

const (
	// whyField is the field in which somebody writes why an event is left.
	whyField = "reason"

	ofSelected = "selected" // events that are ticked
	ofAll      = "all"      // events of the reason that is chosen
)

// doWithQuarantine does what a button says with one event, or with several.
func (s *Site) doWithQuarantine(v *Visit) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	asked := v.URL.Query()
	do, of := cmp.Or(posted.Get("do"), asked.Get("do")), cmp.Or(posted.Get("of"), asked.Get("of"))
	switch of {
	case ofAll:
		if asked.Get(whyField) == "" {
			return errNoButton
		}
		return s.doWithMany(v, do, of, service.EventFilter{ChannelID: v.Channel(), Reason: asked.Get(whyField)})
	case ofSelected:
		ids, err := eventIDs(slices.Concat(posted["id"], asked["id"]))
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return s.againQuarantine(v, of, &service.Error{Code: service.InvalidValue, Message: "Tick the box of each event that you mean: none is selected."})
		}
		return s.doWithMany(v, do, of, service.EventFilter{IDs: ids})
	}
	ids, err := eventIDs([]string{of})
	if err != nil {
		return err
	}
	return s.doWithOne(v, do, ids[0])
}

func eventIDs(named []string) (ids []uuid.UUID, err error) {
	for _, name := range named {
		id, err := uuid.Parse(name)
		if err != nil || id == uuid.Nil {
			return nil, &service.Error{Code: service.NotFound, Message: "There is no event with this id."}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// corrected is what was put right in a form.
func corrected(v *Visit) service.Correction {
	return service.Correction{Phone: v.Value("phone"), DefaultCountry: countryOf(v.Value("default_country")), ChannelID: v.Value("channel_id")}
}

var errNoButton = &service.Error{Code: service.Malformed, Message: "Press one of the buttons of the page."}

// doWithOne does what a button says with one event.
func (s *Site) doWithOne(v *Visit, do string, id uuid.UUID) (err error) {
	var said Flash
	switch do {
	case "again":
		_, err = s.Service.ReplayEvent(v.Context(), v.Who, id, corrected(v))
		said.Text = "It is decided again. If that cannot be, it comes back here."
	case "leave":
		_, err = s.Service.DismissEvent(v.Context(), v.Who, id, v.Value(whyField))
		said = s.left(1, []uuid.UUID{id})
	case "back":
		_, err = s.Service.UndismissEvent(v.Context(), v.Who, id)
		said.Text = backWords(service.Dismissed{Done: 1})
	case "delete":
		err = s.Service.DeleteEvent(v.Context(), v.Who, id)
		said.Text = "Its words are deleted."
	default:
		return errNoButton
	}
	if err != nil {
		return s.againQuarantine(v, do+"-"+id.String(), err)
	}
	return s.backToQuarantine(v, said, nil)
}

// doWithMany does what a button says with the events that a filter finds.
func (s *Site) doWithMany(v *Visit, do, form string, f service.EventFilter) error {
	switch do {
	case "again":
		done, err := s.Service.ReplayEvents(v.Context(), v.Who, f, corrected(v), false)
		if err != nil {
			return s.againQuarantine(v, form, err)
		}
		return s.backToQuarantine(v, Flash{Text: replayedWords(done)}, done.Job)
	case "leave":
		done, err := s.Service.DismissEvents(v.Context(), v.Who, f, v.Value(whyField), false)
		if err != nil {
			return s.againQuarantine(v, form, err)
		}
		said := s.left(done.Done, f.IDs)
		if done.Left > 0 {
			said.Text += fmt.Sprintf(" %s: leave them, too.", count(done.Left, "more waits", "more wait"))
		}
		return s.backToQuarantine(v, said, nil)
	case "back":
		done, err := s.Service.UndismissEvents(v.Context(), v.Who, f, false)
		if err != nil {
			return s.againQuarantine(v, form, err)
		}
		return s.backToQuarantine(v, Flash{Text: backWords(done)}, nil)
	}
	return errNoButton
}

// left says that events were left, with a button that takes it back where they are few.
func (s *Site) left(n int, ids []uuid.UUID) Flash {
	said := Flash{Text: count(n, "event is", "events are") + " left: no contact. The list of what was left has it, and takes it back."}
	if n > 0 && len(ids) > 0 {
		named := url.Values{"do": {"back"}, "of": {ofSelected}}
		for _, id := range ids {
			named.Add("id", id.String())
		}
		said.Undo, said.Label = s.address("/app/quarantine", named), "Take back"
	}
	return said
}

// replayedWords tells what came of deciding events again.
func replayedWords(done service.Replayed) string {
	if done.Job != nil {
		said := count(done.Job.Total, "event is", "events are") + " decided again, page by page. You may leave this page: it goes on."
		if more := done.Left - done.Waiting; more > 0 {
			said += fmt.Sprintf(" %s after them.", count(more, "waits", "wait"))
		}
		return said
	}
	decided := int64(done.Replayed) - done.Waiting
	var said []string
	if decided > 0 || done.Waiting == 0 && len(done.Refused) == 0 {
		said = append(said, count(decided, "event is", "events are")+" decided again.")
	}
	if done.Waiting > 0 {
		said = append(said, count(done.Waiting, "lead is", "leads are")+" asked for again, and wait here for Facebook’s answer.")
	}
	if n := len(done.Refused); n > 0 {
		said = append(said, count(n, "stays as it is", "stay as they are")+": "+done.Refused[0].Why.Message)
	}
	return strings.Join(said, " ")
}

func backWords(done service.Dismissed) string {
	said := count(done.Done, "event needs", "events need") + " a look again."
	if done.Left > 0 {
		said += fmt.Sprintf(" %s left: take them back, too.", count(done.Left, "more is", "more are"))
	}
	return said
}

// backToQuarantine leads to the list that a form was on, and to a job that began.
func (s *Site) backToQuarantine(v *Visit, said Flash, job *service.Job) error {
	q := v.looks()
	if job != nil {
		q.Set("job", job.ID.String())
	}
	return v.Redirect(strings.TrimSuffix("/app/quarantine?"+q.Encode(), "?"), said)
}

// againQuarantine says beside a field what is wrong with it. An error that is about none of
// the form's fields is said above all.
func (s *Site) againQuarantine(v *Visit, form string, wrong error) error {
	page, err := s.quarantinePage(v)
	if err != nil {
		return err
	}
	page.Wrong = form
	e := *service.ErrorOf(wrong)
	e.Errors = nil
	e.Field = strings.TrimPrefix(e.Field, "correction.")
	if !slices.Contains([]string{service.FixPhone, service.FixCountry, service.FixChannel, whyField}, e.Field) {
		e.Field = ""
	}
	return v.Again(&e, "quarantine", quarantineTitle, page)
}
