import { Button } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerValue, KioskSurvey, KioskVisit, VisitOutcome } from "../../contract/index.ts";
import { randomId } from "../../kernel/index.ts";
import { ApiFault, getJson, sendJson, sessionQuery } from "../app/api.ts";
import { FaultNotice, Notice } from "../app/notice-pages.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { HostText } from "./host-text.tsx";
import { keepPagesForOffline } from "./keep-pages.ts";
import classes from "./kiosk.module.css";
import { KioskQueue, type KioskQueueState } from "./kiosk-queue.ts";
import { ChoosePin, StaffCorner, storedPin } from "./kiosk-staff.tsx";
import { type PlainQuestion, QuestionField } from "./question-fields.tsx";
import { QuestionForm } from "./question-form.tsx";
import { openStore, readJson, writeJson } from "./storage.ts";
import { SurveyFrame } from "./survey-frame.tsx";
import { useIdle } from "./use-idle.ts";

const route = getRouteApi("/e/$slug/kiosk");

const IDLE_SECONDS = 20;
/** A phone has to be taken out and its camera opened. */
const HAND_OVER_SECONDS = 40;
const COUNTDOWN_FROM = 10;

const kioskQuery = (slug: string) =>
  queryOptions({
    queryKey: ["kiosk", slug],
    queryFn: async ({ signal }) => {
      const survey = await getJson<KioskSurvey>(`/api/e/${encodeURIComponent(slug)}/kiosk`, {}, signal);
      writeJson(openStore(), `sadari.kiosk-survey.${slug}`, survey);
      return survey;
    },
    initialData: () => readJson<KioskSurvey>(openStore(), `sadari.kiosk-survey.${slug}`),
    initialDataUpdatedAt: 0,
    refetchInterval: 15_000,
  });

/** The survey on a tablet that many use one after another. Nothing of one visitor is left for the next. */
export function KioskPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("survey.kiosk.title"));
  useEffect(() => keepPagesForOffline(), []);
  const survey = useQuery(kioskQuery(slug));
  const queue = useMemo(() => new KioskQueue(slug, openStore(), (visits) => sendVisits(slug, visits)), [slug]);
  const state = useSyncExternalStore(queue.subscribe, () => queue.state);
  const [pin, setPin] = useState(storedPin);
  useEffect(() => {
    if (survey.data && survey.dataUpdatedAt > 0) queue.setClock(survey.data.serverTime);
  }, [survey.data, survey.dataUpdatedAt, queue]);
  useEffect(() => {
    queue.flush();
    window.addEventListener("online", queue.flush);
    return () => {
      window.removeEventListener("online", queue.flush);
      queue.stop();
    };
  }, [queue]);
  const isRefused = survey.error instanceof ApiFault && (survey.error.status === 401 || survey.error.status === 403);
  if (isRefused) return <Notice title={t("survey.kiosk.linkTitle")} lead={t("survey.kiosk.linkLead")} />;
  if (survey.data === undefined) {
    return survey.error ? <FaultNotice error={survey.error} retry={() => void survey.refetch()} /> : null;
  }
  if (pin === "") return <ChoosePin onChosen={setPin} />;
  return (
    <SurveyFrame aside={<StaffCorner pin={pin} queue={state} />}>
      <Visits slug={slug} survey={survey.data} queue={queue} state={state} />
    </SurveyFrame>
  );
}

const sendVisits = async (slug: string, visits: readonly KioskVisit[]): Promise<readonly VisitOutcome[]> =>
  (
    await sendJson<{ visits: readonly VisitOutcome[] }>("POST", `/api/e/${encodeURIComponent(slug)}/kiosk/visits`, {
      visits,
    })
  ).visits;

interface VisitsProps {
  readonly slug: string;
  readonly survey: KioskSurvey;
  readonly queue: KioskQueue;
  readonly state: KioskQueueState;
}

/** A visitor after another. */
function Visits(props: VisitsProps) {
  const { t, i18n } = useTranslation();
  const [visit, setVisit] = useState<string>();
  const [language] = useState(i18n.language);
  const { survey } = props;
  if (!survey.open) return <Notice inside title={t("survey.closedTitle")} lead={t("survey.kiosk.closedLead")} />;
  if (visit === undefined) {
    return (
      <div className={classes.welcome}>
        <h1>
          <HostText text={survey.name} />
        </h1>
        <p>{t("survey.kiosk.welcome")}</p>
        <Button size="xl" onClick={() => setVisit(randomId(32))}>
          {t("survey.kiosk.start")}
        </Button>
      </div>
    );
  }
  const end = () => {
    setVisit(undefined);
    void i18n.changeLanguage(language);
  };
  return <Visit key={visit} visit={visit} onEnd={end} {...props} />;
}

function Visit({ slug, survey, queue, state, visit, onEnd }: VisitsProps & { visit: string; onEnd: () => void }) {
  const { i18n } = useTranslation();
  const [answers, setAnswers] = useState<ReadonlyMap<string, AnswerValue>>(new Map());
  const [at, setAt] = useState(0);
  // Which app somebody enters with is chosen on their own phone.
  const questions = survey.definition.questions.filter((each): each is PlainQuestion => each.type !== "app");
  const question = questions[at];
  const seconds = question === undefined ? HAND_OVER_SECONDS : IDLE_SECONDS;
  const left = useIdle(seconds, true, onEnd);
  const answer = (id: string, value: AnswerValue | null) => {
    const next = new Map(answers);
    if (value === null) next.delete(id);
    else next.set(id, value);
    setAnswers(next);
    queue.answer(visit, id, value, i18n.language === "en" ? "en" : "ko");
  };
  if (question === undefined) {
    return <HandOver slug={slug} visit={visit} isSent={state.sent.has(visit)} left={left} onEnd={onEnd} />;
  }
  return (
    <>
      <QuestionForm
        key={question.id}
        question={question}
        index={at}
        total={questions.length}
        answered={answers.has(question.id)}
        refused={undefined}
        onBack={at === 0 ? undefined : () => setAt(at - 1)}
        onNext={() => setAt(at + 1)}
      >
        {(field) => (
          <QuestionField
            shared
            question={question}
            value={answers.get(question.id) ?? null}
            onAnswer={(value) => answer(question.id, value)}
            {...field}
          />
        )}
      </QuestionForm>
      <Countdown left={left} shown={left <= COUNTDOWN_FROM} />
    </>
  );
}

/** Any touch begins the time anew, so the button only says that it can be done. */
function Countdown({ left, shown }: { readonly left: number; readonly shown: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.countdown} data-shown={shown}>
      {/* Said once; a number a second would talk over everything else. */}
      <span className="visually-hidden" role="status">
        {shown && t("survey.kiosk.resetSoon")}
      </span>
      {shown && (
        <>
          <span role="timer">{t("survey.kiosk.reset", { n: left })}</span>
          <Button variant="default">{t("survey.kiosk.stay")}</Button>
        </>
      )}
    </div>
  );
}

interface HandOverProps {
  readonly slug: string;
  readonly visit: string;
  readonly isSent: boolean;
  readonly left: number;
  readonly onEnd: () => void;
}

/** The answers go to the visitor's own phone; whoever has none is done as well. */
function HandOver({ slug, visit, isSent, left, onEnd }: HandOverProps) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const origin = session.data ? new URL(session.data.intakeUrl).origin : window.location.origin;
  return (
    <div className={classes.handOver}>
      <h1>{t("survey.kiosk.thanks")}</h1>
      <p>{t("survey.kiosk.handOver")}</p>
      <div className={classes.qr}>
        <QrCode text={`${origin}/e/${slug}/survey#visit=${visit}`} label={t("survey.kiosk.qr")} />
      </div>
      {!isSent && <p className={classes.later}>{t("survey.kiosk.later")}</p>}
      <Button size="lg" onClick={onEnd}>
        {t("survey.kiosk.end")}
      </Button>
      <Countdown left={left} shown />
    </div>
  );
}
