package store

// What undoing a job would do to a contact. The words are those of job_items.undone.
const (
	JobRemoves  = "removed"  // what the job gave goes
	JobRestores = "restored" // what was there before comes back
	JobLeaves   = "left"     // the contact was changed since, or is gone
)

// JobUndoSQL reads for items i of jobs what of them can be taken back. Undoing and
// saying before what it would do go by the same.
//
// The value of a field is still the job's while the claim is that of its event. A tag
// goes if nobody has given it since, and comes back if it is not there.
const JobUndoSQL = `
SELECT i.event_id, i.contact_id, coalesce(i.before, '{}') AS before, u.fields, u.cleared, u."off", u."on", u.preference,
       CASE WHEN c.id IS NULL OR NOT u.preference AND cardinality(u.fields || u.cleared || u."off" || u."on") = 0 THEN 'left'
            WHEN u.preference OR cardinality(u."on") > 0 OR EXISTS (
                SELECT FROM jsonb_array_elements(i.before -> 'claims') AS k WHERE k ->> 'Field' = ANY(u.fields || u.cleared)) THEN 'restored'
            ELSE 'removed' END AS outcome
FROM job_items i
LEFT JOIN contacts c ON c.id = live_contact(i.contact_id) AND NOT c.hidden
CROSS JOIN LATERAL (
    SELECT ARRAY(SELECT k.field FROM claims k
                 WHERE k.contact_id IN (c.id, i.contact_id) AND k.event_id = i.event_id) AS fields,
           ARRAY(SELECT f FROM jsonb_array_elements_text(i.before -> 'cleared') AS f
                 WHERE c.id IS NOT NULL AND NOT EXISTS (
                     SELECT FROM claims k WHERE k.contact_id = c.id AND k.field = f AND k.source = 'manual')) AS cleared,
           ARRAY(SELECT t FROM jsonb_array_elements_text(i.before -> 'added') AS t
                 WHERE EXISTS (SELECT FROM contact_tags ct JOIN tags g ON g.id = ct.tag_id
                               WHERE ct.contact_id = c.id AND lower(g.name) = lower(t))
                   AND NOT EXISTS (
                     SELECT FROM events e
                     WHERE (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = c.id)
                       AND e.contact_id = c.id AND e.facts LIKE '%"add_tags"%' AND e.id <> i.event_id
                       AND e.decided_at > (SELECT decided_at FROM events WHERE id = i.event_id)
                       AND (e.decision IN ('created', 'attached', 'updated') OR e.reason = 'nothing_new')
                       AND EXISTS (SELECT FROM jsonb_array_elements_text(e.facts::jsonb #> '{fields,add_tags}') AS g
                                   WHERE lower(g) = lower(t)))) AS "off",
           ARRAY(SELECT t FROM jsonb_array_elements_text(i.before -> 'removed') AS t
                 WHERE c.id IS NOT NULL AND NOT EXISTS (
                     SELECT FROM contact_tags ct JOIN tags g ON g.id = ct.tag_id
                     WHERE ct.contact_id = c.id AND lower(g.name) = lower(t))) AS "on",
           coalesce(c.preference_seq = (i.before #>> '{preference,merged_seq}')::bigint, false) AS preference) AS u`
