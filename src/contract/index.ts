/**
 * The answers of the HTTP API: for each a zod schema and the type of the same name, the only thing that
 * server and web share. Times are microseconds since 1970 (`EpochMicros`), durations microseconds; strings
 * that were not sent are "", numbers that cannot be computed are null.
 */
export {
  Bilingual,
  ChallengeSetup,
  ChallengeState,
  ChallengeView,
  Framework,
  Guard,
  Language,
  Prize,
  PublicChallenge,
  Transition,
  WallScene,
} from "./challenge.ts";
export { FaultAnswer, Range, RangeQuery, TimeBasis } from "./common.ts";
export { ChecklistItem, Reason, ReasonCode, Verdict } from "./eligibility.ts";
export { FrameworkGuide, GuideAnswer, GuideBlock, GuideShell, GuideStep } from "./guide.ts";
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
  ServiceRow,
  ServicesAnswer,
  TraceSample,
  TracesAnswer,
  TransactionGroup,
  TransactionsAnswer,
} from "./services.ts";
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
export { Diagnosis, MyApp, MyTicket } from "./ticket.ts";
export { EventDetailAnswer, StackFrame, TraceAnswer, TraceError, TraceItem } from "./trace.ts";
