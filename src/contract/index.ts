/**
 * The answers of the HTTP API: for each a zod schema and the type of the same name, the only thing that
 * server and web share. Times are microseconds since 1970 (`EpochMicros`), durations microseconds; strings
 * that were not sent are "", numbers that cannot be computed are null.
 */
export {
  AppCheckAnswer,
  AppChoice,
  AppChoiceBody,
  AppealBody,
  AppProof,
  MatchStatus,
  MyAppeal,
  MyAppealsAnswer,
} from "./app-choice.ts";
export {
  Bilingual,
  ChallengeSetup,
  ChallengeState,
  ChallengeView,
  DrawScene,
  Framework,
  Guard,
  Language,
  Prize,
  PublicChallenge,
  Transition,
  WallScene,
} from "./challenge.ts";
export { FaultAnswer, Range, RangeQuery, TimeBasis } from "./common.ts";
export {
  AnnounceBody,
  BeaconBody,
  CancelBody,
  DrawConsole,
  DrawLane,
  DrawMode,
  DrawName,
  DrawState,
  DrawsAnswer,
  DrawView,
  HashInWords,
  MyDraw,
  PickLaneBody,
  PostponeBody,
  RoomNumberBody,
  RoomWindows,
  ShowWishBody,
} from "./draw.ts";
export { ChecklistItem, Reason, ReasonCode, Verdict } from "./eligibility.ts";
export {
  ExportFormat,
  ExportName,
  ExportPurpose,
  ExportQuery,
  TelemetryExportQuery,
  TelemetryTable,
} from "./export.ts";
export {
  AgentServiceName,
  FrameworkGuide,
  GuideAnswer,
  GuideBlock,
  GuideShell,
  GuideStep,
  PlaygroundKey,
} from "./guide.ts";
export {
  AuditAnswer,
  ChallengeSummary,
  ChallengesAnswer,
  CreateChallengeBody,
  ExtendBody,
  RehearsalAnswer,
  RehearsalBody,
  SaveSetupBody,
  Slug,
  StepBody,
  UndoBody,
} from "./lifecycle.ts";
export { LiveApp, LiveMessage, RejectionEntry, RejectionsAnswer, SessionAnswer } from "./live.ts";
export { LinkKind, LinkMade, LinkRow, LinksAnswer, LoginWays, PeopleAnswer, PersonRow, StaffRole } from "./people.ts";
export {
  ConsentBody,
  MyConsents,
  MyData,
  NewsList,
  Notice,
  NoticeKind,
  PrivacyAnswer,
  PurgeBody,
  PurgeCertificate,
  PurgePlan,
  WithdrawAnswer,
} from "./privacy.ts";
export {
  RecapAnswer,
  RecapChart,
  RecapPart,
  RecapPartId,
  RecapPreset,
  RecapQuery,
  RecapTextBody,
} from "./recap.ts";
export {
  ServiceRow,
  ServicesAnswer,
  TraceSample,
  TracesAnswer,
  TransactionGroup,
  TransactionsAnswer,
} from "./services.ts";
export {
  AppealAnswerBody,
  AppealsAnswer,
  DecideBody,
  DecisionReason,
  DoubtfulAnswer,
  DoubtfulPair,
  FunnelAnswer,
  OpenAppeal,
  Override,
  OverrideBody,
  OverridesAnswer,
  ShiftNote,
  ShiftNoteBody,
  ShiftNotesAnswer,
  StaffDesk,
  StaffTicket,
  TicketRow,
  TicketsAnswer,
} from "./staff.ts";
export {
  AnswersOutcome,
  AnswerValue,
  AnswerWrite,
  AnswerWrites,
  KioskSurvey,
  KioskVisit,
  MissingText,
  MySurvey,
  Question,
  QuestionResult,
  SurveyChange,
  SurveyCheck,
  SurveyDefinition,
  SurveyProblemCode,
  SurveyResults,
  SurveyTemplate,
  SurveyView,
  VisitClaim,
  VisitId,
  VisitOutcome,
  WriteOutcome,
} from "./survey.ts";
export {
  Diagnosis,
  EnteredAnswer,
  JoinAnswer,
  JoinBody,
  KeyWish,
  MyApp,
  MyKey,
  MyKeys,
  MyTicket,
  PairBody,
  PairingCode,
  PhraseAnswer,
  RECOVERY_WORDS,
  RecoverBody,
} from "./ticket.ts";
export { EventDetailAnswer, StackFrame, TraceAnswer, TraceError, TraceItem } from "./trace.ts";
export {
  ChosenScene,
  NameRow,
  NamesAnswer,
  ShowBody,
  ShownState,
  SteerBody,
  WallNow,
  WallRemote,
} from "./wall.ts";
