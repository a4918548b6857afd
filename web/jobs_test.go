package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

func TestAJobOnPages(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "contacts:write")
			for n, person := range []string{"Aisyah", "Kumar " + script, "Mei"} {
				s.Enter([]string{"+60123456781", "+60123456782", "+60123456783"}[n], person, map[string]any{"remarks": "x"})
			}
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			b.Open("/app/jobs")
			b.Sees("No jobs yet")
			b.Open("/app/contacts?source=api")
			if scripts {
				b.Click("[data-chosen-page]")
			} else {
				b.Press("Select the 3 on this page")
			}
			b.Sees("3 selected on this page")
			b.Press("Select all 3 that match")
			b.Sees("All 3 selected")
			if scripts {
				b.Everywhere(b.Path(), "contacts-selected")
			}
			b.Press("Tag")
			b.Sees("Tag 3 contacts")
			b.Sees("Everybody with:")
			b.Sees("Source: API")
			if scripts {
				b.Everywhere(b.Path(), "job-new")
			}

			// What is not right is said beside the field; somebody came meanwhile.
			webtest.Value[bool](b, `(document.querySelector("[name=tags]").required = false, true)`)
			b.Press("Tag 3 contacts")
			b.Sees("Write at least one tag.")
			s.Enter("+60123456784", "Newcomer", nil)
			b.Fill("tags", "fair, "+script)
			b.Press("Tag 3 contacts")
			b.Sees("It was 3, and now it is 4")
			require.Equal(t, "fair, "+script, webtest.Value[string](b, `document.querySelector("[name=tags]").value`))
			b.Press("Tag 4 contacts")
			sees(b, scripts, "4 of 4 contacts")
			sees(b, scripts, "Done")
			harmless(b)
			job, _, _ := strings.Cut(b.Path(), "?")
			if scripts {
				b.Everywhere(job, "job")
			}

			// A count is a link to those contacts.
			b.Press("4 changed")
			b.Sees("4 contacts")
			b.Sees("Job: Tag with fair")
			require.Equal(t, 4, rows(b))

			// Somebody gives one of them the tag, too: that one is left.
			id := webtest.Value[string](b, `document.querySelector("#list tbody tr").id.slice(2)`)
			s.API(http.MethodPatch, "/v1/contacts/"+id, map[string]any{"tags": []string{"fair", script}})
			b.Open(job)
			b.Press("Undo the job")
			b.Sees("removes what the job gave from 3")
			b.Sees("leaves 1 as they are: 1 since somebody has changed them meanwhile")
			if scripts {
				b.Everywhere(b.Path(), "job-undo")
			}
			b.Press("Undo it for 3 contacts")
			sees(b, scripts, "Undone: 3 removed · 0 restored · 1 left")
			b.Open("/app/jobs")
			sees(b, scripts, "Undone")
			harmless(b)
			if scripts {
				b.Everywhere("/app/jobs", "jobs")
			}
		})
	}
}

// TestAJobIsHeldOnPages pauses a job, lets it go on, and deletes people.
func TestAJobIsHeldOnPages(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	ids := []string{s.Enter("+60123456781", "Aisyah", nil), s.Enter("+60123456782", "Kumar", nil)}
	job := s.API(http.MethodPost, "/v1/jobs", map[string]any{"action": "assign", "args": map[string]any{"assignee": "lin"}, "ids": ids})["job"].(map[string]any)["id"].(string)
	b := s.SignedIn("ada")
	b.Open("/app/jobs/" + job)
	b.Sees("Assign to Name of lin")
	b.Sees("Done")
	_, err := s.DB.Other.Exec(t.Context(), `UPDATE jobs SET status = 'paused', started_at = NULL, error = 'It was ended in Temporal.' WHERE id = $1`, job)
	require.NoError(t, err)
	b.Open("/app/jobs/" + job)
	b.Sees("Paused")
	b.Sees("It was ended in Temporal.")
	reader := s.SignedIn("lin")
	reader.Open("/app/jobs")
	reader.Sees("Paused")
	b.Press("Go on")
	b.Sees("It goes on.")
	b.Sees("Done")
	reader.Sees("Done") // though nobody opened the list anew

	reader.Open("/app/jobs/" + job)
	reader.Sees("2 changed")
	reader.Lacks("Undo the job")
	resp, _ := get(t, s.Client("lin"), s.URL+"/app/jobs/"+job+"/undo")
	require.Equal(t, http.StatusForbidden, resp.StatusCode)
	resp, _ = get(t, s.Client("lin"), s.URL+"/app/jobs/7")
	require.Equal(t, http.StatusNotFound, resp.StatusCode)

	b.Open("/app/contacts")
	tick(b, 0)
	tick(b, 1)
	b.Press("Delete")
	b.Sees("Once it has begun, deleting cannot be undone.")
	b.Everywhere(b.Path(), "job-delete")
	b.Press("Export them first")
	b.Sees("Export 2 contacts")
	b.Press("Back to the list")
	b.Until(func() bool { return chosen(b) == "2 selected on this page" }, "both are selected still")
	s.API(http.MethodDelete, "/v1/contacts/"+ids[0], nil)
	b.Press("Delete")
	b.Sees("1 more is no contact any more.")
	b.Click(`[name=begin][value=now]`)
	b.Press("Delete 1 contact")
	b.Sees("1 deleted")
	b.Lacks("Undo the job")
	b.Sees("Deleting cannot be undone: nothing is left of who is deleted.")
	b.Press("Back to the contacts")
	b.Sees("No contacts yet")
}
