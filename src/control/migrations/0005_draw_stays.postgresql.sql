-- What a draw announced, froze and drew stays as it was; a roll, once made, too.

create function draw_stays() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' then if old.simulated = 0 then raise exception 'a draw stays for ever'; end if; return old; end if; if new.id <> old.id or new.challenge <> old.challenge or new.mode <> old.mode or new.commit_hash <> old.commit_hash or new.prizes_text <> old.prizes_text or new.announced_at <> old.announced_at then raise exception 'what was announced stays'; end if; if old.frozen_at is not null and (new.entries_text is distinct from old.entries_text or new.entries_hash is distinct from old.entries_hash or new.frozen_at is distinct from old.frozen_at or new.round is distinct from old.round or new.planned_at <> old.planned_at) then raise exception 'the list is frozen'; end if; if old.bundle is not null and (new.bundle is distinct from old.bundle or new.drawn_at is distinct from old.drawn_at or new.beacon is distinct from old.beacon or new.room is distinct from old.room) then raise exception 'it was drawn already'; end if; return new; end $$;

create trigger draw_stays before update or delete on draw for each row execute function draw_stays();

-- Waits for a freeze under way, so that none slips in behind it.
create function entry_stays() returns trigger language plpgsql as $$ declare held draw%rowtype; begin select * into held from draw where id = case when tg_op = 'INSERT' then new.draw else old.draw end for share; if held.frozen_at is not null and not (tg_op = 'DELETE' and held.simulated = 1) then raise exception 'the list is frozen'; end if; if tg_op = 'DELETE' then return old; end if; return new; end $$;

create trigger entry_stays before insert or update or delete on draw_entry for each row execute function entry_stays();

create function roll_stays() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' then if (select simulated from swag_raffle where id = old.raffle) = 0 then raise exception 'a roll stays'; end if; return old; end if; if new.raffle <> old.raffle or new.seq <> old.seq or new.pid <> old.pid or new.nonce <> old.nonce or new.roll <> old.roll or new.item <> old.item or new.over <> old.over then raise exception 'a roll stays as it was'; end if; return new; end $$;

create trigger roll_stays before update or delete on swag_roll for each row execute function roll_stays();
