-- +goose Up

-- Validating reads the table once, and writers go on meanwhile.
SET LOCAL lock_timeout = '3s';
ALTER TABLE identities VALIDATE CONSTRAINT identities_kind_check;

-- Contacts that show what they gave up: until now a contact whose number went to somebody else went on showing it. Few
-- have a former identity. Only their rows are locked, until the migration ends. What is searched of them is folded anew
-- while the program serves.
WITH former AS (
    SELECT DISTINCT contact_id FROM identities WHERE valid_to < 'infinity'
), shown AS (
    SELECT c.id,
           (SELECT value FROM identities i WHERE i.contact_id = c.id AND i.valid_to = 'infinity' AND i.kind = 'wa_id'
            ORDER BY (i.value = c.wa_id) DESC, i.valid_from DESC LIMIT 1) AS wa_id,
           (SELECT value FROM identities i WHERE i.contact_id = c.id AND i.valid_to = 'infinity' AND i.kind IN ('user_id', 'parent_user_id')
            ORDER BY (i.value = c.user_id) DESC, (i.kind = 'user_id') DESC, i.valid_from DESC LIMIT 1) AS user_id
    FROM former f
    JOIN contacts c ON c.id = f.contact_id AND NOT c.hidden
)
UPDATE contacts c
SET wa_id = s.wa_id, user_id = s.user_id, version = version + 1,
    display_name = CASE WHEN c.name_source IN ('phone', 'username', 'user_id')
                        THEN coalesce(s.wa_id, c.username, s.user_id, 'No number') ELSE c.display_name END,
    name_source = CASE WHEN c.name_source NOT IN ('phone', 'username', 'user_id') THEN c.name_source
                       WHEN s.wa_id IS NOT NULL THEN 'phone' WHEN c.username IS NOT NULL THEN 'username'
                       WHEN s.user_id IS NOT NULL THEN 'user_id' ELSE 'none' END
FROM shown s
WHERE c.id = s.id
  AND (c.wa_id IS DISTINCT FROM s.wa_id AND c.wa_id IS NOT NULL OR c.user_id IS DISTINCT FROM s.user_id AND c.user_id IS NOT NULL);

INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
SELECT c.channel_id, 'id:' || c.id, 'id', 'id:' || c.id, c.id, true, now()
FROM contacts c
WHERE NOT c.hidden AND c.wa_id IS NULL AND c.user_id IS NULL
  AND NOT EXISTS (SELECT FROM identities i WHERE i.contact_id = c.id AND i.valid_to = 'infinity');

-- +goose Down
SELECT 1;
