-- The audit log only grows, and after the freeze nobody's eligibility changes, whoever asks.

create trigger audit_record_keeps_rows before update on audit_record begin select raise(abort, 'the audit log is append-only'); end;

create trigger audit_record_loses_none before delete on audit_record begin select raise(abort, 'the audit log is append-only'); end;

create trigger audit_record_replaces_none before insert on audit_record when exists (select 1 from audit_record where chain = new.chain and i = new.i) begin select raise(abort, 'the audit log is append-only'); end;

create trigger override_not_after_freeze before insert on eligibility_override when (select state from challenge where id = new.challenge) not in ('draft', 'announced', 'open', 'closed', 'review') begin select raise(abort, 'the list is frozen'); end;

create trigger override_kept_after_freeze before update on eligibility_override when (select state from challenge where id = new.challenge) not in ('draft', 'announced', 'open', 'closed', 'review') begin select raise(abort, 'the list is frozen'); end;

create trigger choice_not_after_freeze before update on app_choice when (select c.state from challenge c join ticket t on t.challenge = c.id where t.id = new.ticket) not in ('draft', 'announced', 'open', 'closed', 'review') begin select raise(abort, 'the list is frozen'); end;

create trigger choice_not_made_after_freeze before insert on app_choice when (select c.state from challenge c join ticket t on t.challenge = c.id where t.id = new.ticket) not in ('draft', 'announced', 'open', 'closed', 'review') begin select raise(abort, 'the list is frozen'); end;
