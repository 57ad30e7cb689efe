-- The audit log only grows, and after the freeze nobody's eligibility changes, whoever asks.

create function audit_record_is_append_only() returns trigger language plpgsql as $$ begin raise exception 'the audit log is append-only'; end $$;

create trigger audit_record_keeps_rows before update or delete on audit_record for each row execute function audit_record_is_append_only();

create trigger audit_record_is_not_emptied before truncate on audit_record execute function audit_record_is_append_only();

create function refuse_after_freeze() returns trigger language plpgsql as $$ begin if (select state from challenge where id = new.challenge) not in ('draft', 'announced', 'open', 'closed', 'review') then raise exception 'the list is frozen'; end if; return new; end $$;

create trigger override_not_after_freeze before insert or update on eligibility_override for each row execute function refuse_after_freeze();

create function refuse_choice_after_freeze() returns trigger language plpgsql as $$ begin if (select c.state from challenge c join ticket t on t.challenge = c.id where t.id = new.ticket) not in ('draft', 'announced', 'open', 'closed', 'review') then raise exception 'the list is frozen'; end if; return new; end $$;

create trigger choice_not_after_freeze before insert or update on app_choice for each row execute function refuse_choice_after_freeze();
