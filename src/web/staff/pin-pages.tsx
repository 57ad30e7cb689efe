import { useTranslation } from "react-i18next";
import type { StaffLock } from "../../contract/index.ts";
import { Notice } from "../app/notice-pages.tsx";
import { clock } from "../claim/clock.ts";
import { PinForm } from "../ui/pin-form.tsx";
import classes from "./staff.module.css";
import type { Door } from "./use-staff-lock.ts";

const LEAST = 4;
const MOST = 6;

/** Whose shift it is, in which role, until when. */
function ShiftLine({ about }: { readonly about: StaffLock }) {
  const { t, i18n } = useTranslation();
  const { name, role, endsAt } = about;
  return (
    <p className={classes.shift}>
      {[
        name,
        t(`login.role.${role}`),
        endsAt === null ? "" : t("staff.pin.until", { time: clock(endsAt, i18n.language) }),
      ]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}

/** When the shift is joined: a few digits that open this phone again. */
export function ChoosePin({ door }: { readonly door: Door }) {
  const { t } = useTranslation();
  return (
    <Notice inside title={t("staff.pin.chooseTitle")} lead={t("staff.pin.chooseLead")}>
      {door.about && <ShiftLine about={door.about} />}
      <PinForm
        label={t("staff.pin.label")}
        action={t("staff.pin.choose")}
        least={LEAST}
        most={MOST}
        tooShort={t("staff.pin.short")}
        onPin={async (pin) => {
          try {
            await door.choose(pin);
            return "";
          } catch (error) {
            return error instanceof Error && error.message !== "" ? error.message : t("fault.offlineFix");
          }
        }}
      />
    </Notice>
  );
}

/** All that a locked phone shows. */
export function LockedPage({ door, waiting }: { readonly door: Door; readonly waiting: number }) {
  const { t } = useTranslation();
  return (
    <Notice inside title={t("staff.pin.lockedTitle")} lead={t("staff.pin.lockedLead")}>
      {door.about && <ShiftLine about={door.about} />}
      {waiting > 0 && <p role="status">{t("staff.pin.waiting", { count: waiting })}</p>}
      <PinForm
        label={t("staff.pin.label")}
        action={t("staff.pin.unlock")}
        least={LEAST}
        most={MOST}
        tooShort={t("staff.pin.short")}
        onPin={async (pin) => {
          const refused = await door.unlock(pin);
          if (refused === undefined) return "";
          if (refused.why === "wrong")
            return refused.left === undefined ? t("staff.pin.wrong") : t("staff.pin.left", { count: refused.left });
          return t(refused.why === "spent" ? "staff.pin.spent" : "staff.pin.spentHere");
        }}
      />
    </Notice>
  );
}

/** The shift on this phone has ended; nothing of it is left here. */
export function ShiftOver() {
  const { t } = useTranslation();
  return <Notice inside title={t("staff.pin.overTitle")} lead={t("staff.pin.overLead")} />;
}
