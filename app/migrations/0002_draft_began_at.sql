-- Since when a field is unpublished; drafted_at is when it was last written.
alter table field_state add column draft_began_at timestamptz;
update field_state set draft_began_at = coalesce(drafted_at, now()) where draft is not null;
alter table field_state add constraint field_state_draft_began check ((draft is null) = (draft_began_at is null));
