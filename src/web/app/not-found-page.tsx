import { Button } from "@mantine/core";
import { Link, useMatches } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "./notice-pages.tsx";
import { Frame } from "./shell.tsx";

/** An address that leads nowhere. Below the shell the frame is there already. */
export function NotFoundPage() {
  const { t } = useTranslation();
  const isFramed = useMatches({ select: (matches) => matches.some(({ routeId }) => routeId === "/shell") });
  const notice = (
    <Notice title={t("fault.notFoundTitle")} lead={t("fault.notFoundLead")}>
      <Button component={Link} to="/services">
        {t("fault.toServices")}
      </Button>
    </Notice>
  );
  return isFramed ? notice : <Frame>{notice}</Frame>;
}
