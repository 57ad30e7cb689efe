/**
 * Every failure that leaves a room has its entry here: `status` is the HTTP status of the answer,
 * `says` what went wrong with its `{parameters}`, `fix` what the reader does about it.
 * `docs/faults.md` is generated from this table and a test holds the two together.
 */
export const FAULTS = {
  "request.invalid": {
    status: 400,
    says: "The request is not valid: {detail}.",
    fix: "Compare the request with /api/openapi.json.",
  },
  "auth.required": {
    status: 401,
    says: "This page needs a host or wall link.",
    fix: "Open the host link that the terminal printed at the start, or make a new one with `sadari link create host`.",
  },
  "auth.link-spent": {
    status: 401,
    says: "This link was already used, was revoked or has expired.",
    fix: "Make a new one with `sadari link create host`.",
  },
  "auth.forbidden": {
    status: 403,
    says: "Your role ({role}) may not do this.",
    fix: "Ask the host for a link with that right.",
  },
  "auth.login-wrong": {
    status: 401,
    says: "Name or password is wrong.",
    fix: "Try again, or ask a host for a link.",
  },
  "auth.too-many-attempts": {
    status: 429,
    says: "Too many attempts; the next is possible in {seconds} s.",
    fix: "Wait that long, or ask a host for a link.",
  },
  "auth.password-weak": {
    status: 400,
    says: "This password is too easy to guess: {detail}.",
    fix: "Take a sentence of four or more words that have nothing to do with each other.",
  },
  "auth.name-taken": {
    status: 409,
    says: "Somebody else already logs in as {name}.",
    fix: "Choose another name.",
  },
  "auth.person-unknown": {
    status: 404,
    says: "There is no person {person}.",
    fix: "See the list of people for who there is.",
  },
  "auth.sign-on-refused": {
    status: 403,
    says: "The identity provider knows you, but this booth does not: {detail}.",
    fix: "Ask the host to add you, or use a link.",
  },
  "auth.sign-on-failed": {
    status: 502,
    says: "Signing on with the identity provider failed: {detail}.",
    fix: "Try again; if it stays, a host link from the terminal always works.",
  },
  "auth.locked": {
    status: 423,
    says: "This phone is locked.",
    fix: "Enter the PIN that was chosen when the shift was joined.",
  },
  "auth.pin-chosen": {
    status: 409,
    says: "A PIN was chosen already.",
    fix: "Use that one, or ask the host or an operator for a new QR.",
  },
  "auth.pin-wrong": {
    status: 401,
    says: "The PIN is wrong; tries left: {left}.",
    fix: "Try again, or ask the host or an operator for a new QR.",
  },
  "auth.pin-spent": {
    status: 401,
    says: "The PIN was wrong too often, and the shift on this phone is over.",
    fix: "Ask the host or an operator for a new QR.",
  },
  "auth.foreign-origin": {
    status: 403,
    says: "The request came from another site ({origin}).",
    fix: "Send changes from Sadari's own pages, or with a bearer token.",
  },
  "request.unknown-route": {
    status: 404,
    says: "There is nothing at {path}.",
    fix: "See /api/openapi.json for the addresses that exist.",
  },
  "apm.trace-unknown": {
    status: 404,
    says: "No event of trace {trace} is stored in this space.",
    fix: "It may still be on its way, or retention has removed it.",
  },
  "control.key-unknown": {
    status: 404,
    says: "There is no key {key}.",
    fix: "List the keys with `sadari key list`.",
  },
  "control.link-unknown": {
    status: 404,
    says: "There is no link {link}.",
    fix: "List the links with `sadari link list`.",
  },
  "control.space-unknown": {
    status: 404,
    says: "There is no space {space}.",
    fix: "Use `default`, or make the space first.",
  },
  "control.secret-taken": {
    status: 409,
    says: "This secret already belongs to something else.",
    fix: "Choose another one, or leave it out to get a random one.",
  },
  "control.newer-data": {
    status: 500,
    says: "The control database was written by another version of Sadari (its step {migration} is unknown here).",
    fix: "Start the version that wrote it, or a newer one, or restore the backup made before the upgrade.",
  },
  "control.unavailable": {
    status: 503,
    says: "The control database does not answer: {detail}.",
    fix: "Try again in a moment; agents with known keys are served meanwhile. See `sadari doctor`.",
  },
  "challenge.unknown": {
    status: 404,
    says: "There is no challenge at {slug}.",
    fix: "Check the address, or open it from the list of challenges.",
  },
  "challenge.changed-meanwhile": {
    status: 409,
    says: "Somebody else changed this challenge meanwhile.",
    fix: "Load it again and repeat your change.",
  },
  "challenge.field-fixed": {
    status: 409,
    says: "{field} cannot be changed any more (the challenge is {state}).",
    fix: "It was decided when the doors opened. Clone the challenge to start over.",
  },
  "challenge.not-a-rehearsal": {
    status: 409,
    says: "{slug} is a real challenge, not a rehearsal.",
    fix: "Make a rehearsal of it first; that one can be played with and wiped.",
  },
  "challenge.slug-taken": {
    status: 409,
    says: "The address {slug} already belongs to another challenge.",
    fix: "Choose another one, or leave it out to get one from the name.",
  },
  "challenge.step-refused": {
    status: 409,
    says: "From {from} to {to} is not possible now: {detail}.",
    fix: "See the checklist of the challenge for what is missing.",
  },
  "challenge.not-open": {
    status: 409,
    says: "The challenge is not open (it is {state}).",
    fix: "This can be done while it is open.",
  },
  "challenge.not-kept": {
    status: 409,
    says: "The playground opens when the challenge is over and kept (it is {state}).",
    fix: "Until then take a key of your own: join the challenge.",
  },
  "challenge.frozen": {
    status: 409,
    says: "The list is final; nothing about it can be changed any more.",
    fix: "Appeals are answered by the host.",
  },
  "challenge.key-destroyed": {
    status: 410,
    says: "What people told in challenge {challenge} was destroyed.",
    fix: "Nothing can bring it back; the certificate of the purge says when and why.",
  },
  "survey.answer-refused": {
    status: 400,
    says: "This is not an answer to {question}: {detail}.",
    fix: "Answer the question as it is asked now.",
  },
  "survey.question-unknown": {
    status: 400,
    says: "The survey never had a question {question}.",
    fix: "Load the survey again.",
  },
  "survey.not-savable": {
    status: 400,
    says: "The survey cannot be saved like this: {detail}.",
    fix: "The builder marks the question it is about.",
  },
  "survey.incomplete": {
    status: 409,
    says: "Required questions are still open: {missing}.",
    fix: "Answer them; everything answered so far is kept.",
  },
  "survey.visit-taken": {
    status: 409,
    says: "Another ticket has taken these answers over already.",
    fix: "Answer on this phone instead, or ask at the booth.",
  },
  "survey.too-many-writes": {
    status: 429,
    says: "This ticket has changed its answers more than {most} times.",
    fix: "The answers given so far are kept. Ask at the booth.",
  },
  "eligibility.app-unknown": {
    status: 409,
    says: "The app {app} is none of those that may be meant.",
    fix: "Choose one of the apps that are offered, or type the exact name.",
  },
  "eligibility.override-unknown": {
    status: 404,
    says: "There is no decision {override}.",
    fix: "See the list of decisions of the ticket.",
  },
  "eligibility.second-person": {
    status: 403,
    says: "A prize is worth more than ₩{limit}, so another person has to confirm this decision.",
    fix: "Ask a colleague to confirm it with their own login.",
  },
  "eligibility.settled": {
    status: 409,
    says: "This is decided already.",
    fix: "Reload the list to see the decision.",
  },
  "eligibility.appeal-unknown": {
    status: 404,
    says: "There is no appeal {appeal}.",
    fix: "See the list of open appeals.",
  },
  "swag.unknown": {
    status: 404,
    says: "There is no raffle on {day} here.",
    fix: "See the list of this event's raffles.",
  },
  "swag.not-open": {
    status: 409,
    says: "The raffle is not open.",
    fix: "Its page and the booth's screen say when it is.",
  },
  "swag.sold-out": {
    status: 409,
    says: "Everything in the raffle is gone; no number was used up.",
    fix: "The page says whether and when more comes.",
  },
  "swag.drawn": {
    status: 409,
    says: "This ticket rolled already, and a ticket rolls once.",
    fix: "Look at the result on its page.",
  },
  "swag.survey-first": {
    status: 409,
    says: "Only those who answered the survey may roll.",
    fix: "Finish the survey; it takes a minute or two.",
  },
  "swag.staff": {
    status: 409,
    says: "Staff do not take part.",
    fix: "If this ticket is a visitor's, a host can put that right.",
  },
  "swag.code-wrong": {
    status: 403,
    says: "These are not the four digits on the booth's screen.",
    fix: "Look at the screen again; they change every minute.",
  },
  "swag.code-wait": {
    status: 429,
    says: "Too many wrong digits from this ticket.",
    fix: "Wait a few minutes, or let staff scan the ticket.",
  },
  "swag.refused": {
    status: 409,
    says: "This is not possible in this moment of the raffle: {detail}.",
    fix: "Load the raffle again and look at its state.",
  },
  "swag.not-there": {
    status: 409,
    says: "There is not that much of {item} left.",
    fix: "Load the stock again.",
  },
  "swag.size-first": {
    status: 409,
    says: "This gift has sizes and none is chosen yet.",
    fix: "Ask which size fits, and choose it before it is handed over.",
  },
  "swag.nothing-won": {
    status: 404,
    says: "Nothing waits for this ticket.",
    fix: "Ask the visitor to open their raffle page.",
  },
  "swag.upload-refused": {
    status: 409,
    says: "A roll of the device is not what its share says: {detail}.",
    fix: "Keep the device as it is and compare its list with the log.",
  },
  "voucher.empty": {
    status: 409,
    says: "No code is left.",
    fix: "Ask at the booth whether more will come.",
  },
  "voucher.over": {
    status: 409,
    says: "Codes are not given out now.",
    fix: "They are while the event runs.",
  },
  "voucher.batch-unknown": {
    status: 404,
    says: "There is no batch {batch} here.",
    fix: "See the list of batches.",
  },
  "voucher.import-invalid": {
    status: 400,
    says: "The codes cannot be taken over: {detail}.",
    fix: "One code a line, or a CSV whose first column is the code.",
  },
  "claim.unknown": {
    status: 404,
    says: "There is no such prize claim.",
    fix: "Type the ten characters on the winner's own screen; a ticket number is not enough.",
  },
  "claim.handed-over": {
    status: 409,
    says: "This prize was already handed over ({at}).",
    fix: "Scan again to see who did.",
  },
  "claim.settled": {
    status: 409,
    says: "This prize is not waiting for its winner any more ({state}).",
    fix: "See the hand-over table for who has it now.",
  },
  "claim.second-look": {
    status: 400,
    says: "The second code is another one.",
    fix: "Look at the same winner's screen twice, or let them sign.",
  },
  "claim.undo-over": {
    status: 409,
    says: "This hand-over cannot be taken back any more.",
    fix: "It can be for thirty seconds, by whoever did it. Tell the host.",
  },
  "picture.unknown": {
    status: 404,
    says: "There is no such picture.",
    fix: "Load the page again; a picture that was replaced has another address.",
  },
  "picture.refused": {
    status: 400,
    says: "This picture cannot be taken: {detail}.",
    fix: "Take a JPEG, PNG or WebP of at most 400 KiB and 2,048 pixels a side.",
  },
  "place.unknown": {
    status: 404,
    says: "There is no place {place}.",
    fix: "See the list of places of the event.",
  },
  "place.crowded": {
    status: 409,
    says: "An event has at most {most} places.",
    fix: "Close those that hang nowhere any more and give one of them a new name.",
  },
  "place.hard-to-read": {
    status: 400,
    says: "The code on this poster could not be read: {detail}.",
    fix: "Take a darker colour for the code and a lighter one behind it.",
  },
  "draw.already-drawn": {
    status: 409,
    says: "This draw was held already, and a draw is held once.",
    fix: "Look at its result and its proof; the attempt stands in the log.",
  },
  "draw.beacon-away": {
    status: 503,
    says: "The public number of round {round} could not be read: {detail}.",
    fix: "Wait, the round does not change; or open its address on any phone and paste the answer.",
  },
  "draw.beacon-refused": {
    status: 400,
    says: "This is not the public number of the draw: {detail}.",
    fix: "Open the address that the draw page shows and paste the whole answer.",
  },
  "draw.lane-taken": {
    status: 409,
    says: "Somebody else has lane {lane}.",
    fix: "Pick another one; every lane has the same chance.",
  },
  "draw.list-invalid": {
    status: 400,
    says: "A list of the draw is not valid: {detail}.",
    fix: "Check the entries and the prizes.",
  },
  "draw.not-canonical": {
    status: 400,
    says: "This cannot be written in the one way that everybody computes alike: {what}.",
    fix: "Use text, whole numbers, true, false and nothing else.",
  },
  "draw.entropy-missing": {
    status: 409,
    says: "The draw was announced with mode {mode}, and what it needs does not match what is there.",
    fix: "Wait for the public number or the numbers of the room; the mode cannot change any more.",
  },
  "draw.list-changed": {
    status: 409,
    says: "The {list} are not those that were fixed.",
    fix: "Cancel this draw with a public reason and announce a new one.",
  },
  "draw.nobody-entered": {
    status: 409,
    says: "Nobody is in the list, so there is nothing to draw.",
    fix: "Cancel this draw, or announce another one.",
  },
  "draw.refused": {
    status: 409,
    says: "This is not possible in this moment of the draw: {detail}.",
    fix: "Load the draw again; its page says what comes next.",
  },
  "draw.room-refused": {
    status: 409,
    says: "The numbers of the room cannot be used: {detail}.",
    fix: "Wait for the public number instead, or announce a new draw.",
  },
  "draw.seed-not-committed": {
    status: 409,
    says: "The seed does not open what was announced.",
    fix: "Cancel this draw with a public reason and announce a new one.",
  },
  "draw.seed-only": {
    status: 409,
    says: "Prizes worth ₩{value} cannot be drawn from the host's seed alone (the limit is ₩{limit}).",
    fix: "Choose public randomness, or numbers from the people in the room.",
  },
  "draw.unknown": {
    status: 404,
    says: "There is no draw {draw} here.",
    fix: "See the list of this event's draws.",
  },
  "recap.gone": {
    status: 410,
    says: "Everything personal of this event is destroyed, and what could be counted with it.",
    fix: "Use the recap that was downloaded before, or one from a backup.",
  },
  "export.none": {
    status: 404,
    says: "There is nothing to take along under the name {what}.",
    fix: "See the list of exports.",
  },
  "backup.refused": {
    status: 409,
    says: "This cannot be backed up here: {detail}.",
    fix: "{remedy}.",
  },
  "backup.damaged": {
    status: 409,
    says: "The backup is damaged: {member}: {detail}.",
    fix: "Nothing was restored. Take another backup.",
  },
  "backup.not-empty": {
    status: 409,
    says: "{folder} is not empty.",
    fix: "Restore into a data folder that does not exist yet or is empty: --data-dir <folder>.",
  },
  "backup.unfinished": {
    status: 409,
    says: "A backup was being restored into {folder}, and it is not whole.",
    fix: "Restore it again: what was begun is removed first.",
  },
  "privacy.news-off": {
    status: 409,
    says: "This event asks nobody for an address for news.",
    fix: "Nothing needs to be done.",
  },
  "privacy.not-confirmed": {
    status: 400,
    says: "The purge was not confirmed.",
    fix: "Send the address of the challenge ({slug}) as `confirm`. What is destroyed is gone for ever.",
  },
  "privacy.notice-changed": {
    status: 409,
    says: "The text was changed since it was shown.",
    fix: "Read it again and decide anew.",
  },
  "privacy.purge-refused": {
    status: 409,
    says: "Nothing can be purged while the challenge is {state}.",
    fix: "Close it first.",
  },
  "ticket.code-unknown": {
    status: 404,
    says: "This code is not right, was used already, or is older than ten minutes.",
    fix: "Make a new one on the ticket page of the phone.",
  },
  "ticket.phrase-unknown": {
    status: 404,
    says: "No ticket has these six words.",
    fix: "Check the words and their order, or ask at the booth.",
  },
  "ticket.unknown": {
    status: 404,
    says: "There is no ticket {ticket} here.",
    fix: "Check its eight characters.",
  },
  "ticket.full": {
    status: 409,
    says: "This challenge has all the tickets it can have ({most}).",
    fix: "Ask at the booth.",
  },
  "ticket.too-many-keys": {
    status: 409,
    says: "A ticket can have {most} keys that work.",
    fix: "Ask for a new key in place of the old ones.",
  },
  "ticket.crowded": {
    status: 429,
    says: "Very many people join in this very second.",
    fix: "Try again in a second.",
  },
  "ticket.too-many-pages": {
    status: 429,
    says: "This ticket is open in {most} pages already.",
    fix: "Close one of them; this page asks again by itself.",
  },
  "ticket.too-many-guesses": {
    status: 429,
    says: "Too many wrong codes were tried.",
    fix: "Wait a minute and try again.",
  },
  "wall.crowded": {
    status: 503,
    says: "Too many people watch this from elsewhere at the moment.",
    fix: "Try again in a minute, or look at the big screen.",
  },
  "wall.app-unknown": {
    status: 404,
    says: "No app of this challenge has that name.",
    fix: "Load the list of names again; it may have been another challenge's.",
  },
  "store.engine-unavailable": {
    status: 503,
    says: "The ClickHouse that Sadari brings along cannot run: {detail}.",
    fix: "{remedy}, or name another server with SADARI_CLICKHOUSE_URL.",
  },
  "store.unavailable": {
    status: 503,
    says: "The event store does not answer: {detail}.",
    fix: "Arriving events are kept in the spool meanwhile. See `sadari doctor`.",
  },
  "store.query-too-heavy": {
    status: 503,
    says: "The query took more than its share: {detail}.",
    fix: "Ask for a shorter time range.",
  },
  "spool.locked": {
    status: 503,
    says: "The folder {folder} is in use by {owner}.",
    fix: "Stop the other Sadari first, or give this one its own data folder.",
  },
  "spool.full": {
    status: 503,
    says: "The spool is full: {detail}.",
    fix: "Free disk space, or bring the event store back; intake resumes by itself.",
  },
  "server.draining": {
    status: 503,
    says: "The server is shutting down.",
    fix: "Send again in a few seconds.",
  },
  "server.port-taken": {
    status: 500,
    says: "Port {port} is taken by another program.",
    fix: "Stop that program, or choose another port: --port 8201. `sadari doctor` says whether it is a Sadari.",
  },
  internal: {
    status: 500,
    says: "Something went wrong on our side (reference {reference}).",
    fix: "Look the reference up in the server's log.",
  },
} as const satisfies Record<string, FaultEntry>;

export interface FaultEntry {
  readonly status: number;
  readonly says: string;
  readonly fix: string;
}

export type FaultCode = keyof typeof FAULTS;

/** A failure from the catalogue. Anything else that is thrown is a bug and answers as `internal`. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly status: number;
  readonly fix: string;

  constructor(code: FaultCode, params: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    const entry: FaultEntry = FAULTS[code];
    super(fillIn(entry.says, params), options);
    this.code = code;
    this.status = entry.status;
    this.fix = fillIn(entry.fix, params);
  }
}

function fillIn(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(params, key) ? String(params[key]) : whole,
  );
}
