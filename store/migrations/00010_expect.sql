-- +goose Up

-- Ends a transaction that was written ahead, on what was read before it, if that
-- does not hold any more. It is then decided again, step by step.
-- +goose StatementBegin
CREATE FUNCTION expect(holds boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION 'changed since it was looked up' USING
            ERRCODE = 'LC001', HINT = 'Nothing is lost: it is looked up again and decided step by step.';
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION expect(boolean);
