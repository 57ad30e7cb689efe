-- What a draw announced, froze and drew stays as it was; a roll, once made, too.

create trigger draw_announced_stays before update on draw when new.id <> old.id or new.challenge <> old.challenge or new.mode <> old.mode or new.commit_hash <> old.commit_hash or new.prizes_text <> old.prizes_text or new.announced_at <> old.announced_at begin select raise(abort, 'what was announced stays'); end;

create trigger draw_frozen_stays before update on draw when old.frozen_at is not null and (new.entries_text is not old.entries_text or new.entries_hash is not old.entries_hash or new.frozen_at is not old.frozen_at or new.round is not old.round or new.planned_at <> old.planned_at) begin select raise(abort, 'the list is frozen'); end;

create trigger draw_drawn_stays before update on draw when old.bundle is not null and (new.bundle is not old.bundle or new.drawn_at is not old.drawn_at or new.beacon is not old.beacon or new.room is not old.room) begin select raise(abort, 'it was drawn already'); end;

create trigger draw_is_kept before delete on draw when old.simulated = 0 begin select raise(abort, 'a draw stays for ever'); end;

create trigger entry_not_after_freeze before insert on draw_entry when (select frozen_at from draw where id = new.draw) is not null begin select raise(abort, 'the list is frozen'); end;

create trigger entry_kept_after_freeze before update on draw_entry when (select frozen_at from draw where id = old.draw) is not null begin select raise(abort, 'the list is frozen'); end;

create trigger entry_stays_after_freeze before delete on draw_entry when (select frozen_at from draw where id = old.draw and simulated = 0) is not null begin select raise(abort, 'the list is frozen'); end;

create trigger roll_stays before update on swag_roll when new.raffle <> old.raffle or new.seq <> old.seq or new.pid <> old.pid or new.nonce <> old.nonce or new.roll <> old.roll or new.item <> old.item or new.over <> old.over begin select raise(abort, 'a roll stays as it was'); end;

create trigger roll_is_kept before delete on swag_roll when (select simulated from swag_raffle where id = old.raffle) = 0 begin select raise(abort, 'a roll stays'); end;
