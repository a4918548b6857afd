-- +goose Up

-- Who had opted out when they were erased: a keyed hash of each identity that they had, from which nothing can be read
-- without ERASURE_KEY. erased is the tombstone, by which the rows of one person belong together; taken_by the contact
-- that has the identity now. The table is new: nothing is locked.
CREATE TABLE erased_opt_outs (
    hash         bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    erased       uuid NOT NULL,
    opted_out_at timestamptz NOT NULL,
    taken_by     uuid
);
CREATE INDEX erased_opt_outs_erased ON erased_opt_outs (erased);
CREATE INDEX erased_opt_outs_taken ON erased_opt_outs (taken_by) WHERE taken_by IS NOT NULL;

-- +goose Down
DROP TABLE erased_opt_outs;
