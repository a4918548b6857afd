package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// TestDeletingWaitsOnPages deletes people as the page proposes it, which begins later:
// first it is undone, then it is begun.
func TestDeletingWaitsOnPages(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "contacts:write")
			s.Person("lin", nil, "contacts:read")
			for n, person := range []string{"Aisyah", "Kumar " + script, "Mei"} {
				s.Enter([]string{"+60198761301", "+60198761302", "+60198761303"}[n], person, nil)
			}
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			ask := func() (job string) {
				b.Open("/app/contacts")
				if scripts {
					b.Click("[data-chosen-page]")
				} else {
					b.Press("Select the 3 on this page")
				}
				b.Sees("3 selected on this page")
				b.Press("Delete")
				b.Sees("In 10 minutes (until then it can be undone)")
				require.Equal(t, "later", webtest.Value[string](b, `document.querySelector("[name=begin]:checked").value`))
				b.Press("Delete 3 contacts")
				b.Sees("3 contacts will be deleted.")
				b.Sees("in 10 min")
				b.Lacks("0 deleted")
				b.Lacks("Cancel the job")
				return b.Path()
			}

			job := ask()
			if scripts {
				b.Everywhere(job, "job-scheduled")
				b.Everywhere("/app/jobs", "jobs-scheduled")
			}
			b.Open("/app/jobs")
			b.Sees("Begins at")
			reader := s.SignedIn("lin")
			reader.Open(job)
			reader.Sees("3 contacts will be deleted.")
			reader.Lacks("Undo: delete nobody")
			b.Open(job)
			b.Press("Undo: delete nobody")
			b.Sees("Undone: nobody is deleted.")
			sees(b, scripts, "Cancelled before it began. Nobody was deleted.")
			b.Lacks("Delete now")
			reader.Sees("Nobody was deleted.") // though nobody opened the page anew
			if scripts {
				b.Everywhere(job, "job-never-begun")
			}
			b.Open("/app/contacts")
			require.Equal(t, 3, rows(b))
			harmless(b)

			job = ask()
			late := s.SignedIn("ada")
			late.NoScripts()
			late.Open(job)
			b.Press("Delete now")
			b.Sees("Delete 3 contacts now?")
			if scripts {
				b.Accessible()
				b.Shot("job-delete-now")
			}
			b.Click("#now form button.danger")
			b.Sees("It begins now.")
			sees(b, scripts, "3 deleted")
			sees(b, scripts, "Done") // until then it can be cancelled
			sees(b, scripts, "Deleting cannot be undone: nothing is left of who is deleted.")
			b.Lacks("Undo: delete nobody")
			late.Press("Undo: delete nobody") // on a page from before
			late.Sees("3 deleted")
			late.Sees("It had ended before.")
			late.Lacks("Nobody was deleted.")
			b.Open("/app/contacts")
			b.Sees("No contacts yet")
		})
	}
}

// TestOtherJobsWaitOnPages looks at a job that the API has begin later.
func TestOtherJobsWaitOnPages(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	ids := []string{s.Enter("+60198761401", "Aisyah", nil)}
	b := s.SignedIn("ada")
	tag := func(seconds int) string {
		return "/app/jobs/" + s.API(http.MethodPost, "/v1/jobs", map[string]any{
			"action": "tag", "args": map[string]any{"tags": []string{"fair"}}, "ids": ids, "begin_in_s": seconds,
		})["job"].(map[string]any)["id"].(string)
	}
	b.Open(tag(2 * 60 * 60))
	b.Sees("1 contact will be changed.")
	b.Sees("in 2 h")
	b.Press("Undo: change nobody")
	b.Sees("Undone: nobody is changed.")
	b.Sees("Cancelled before it began. Nobody was changed.")

	b.Open(tag(24 * 60 * 60))
	b.Press("Begin now")
	b.Sees("It begins now.")
	b.Sees("1 changed")

	b.Open(tag(1)) // its time comes while somebody looks
	b.Sees("1 so already")
}
