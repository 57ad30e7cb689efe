import { getRouteApi, useLocation, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** This step was made by opening an item's details: the step before shows the trace without them. */
    readonly openedDetails?: boolean;
  }
}

const route = getRouteApi("/shell/traces/$traceId");

/**
 * Opens and closes an item's details in the address. Opening them is a step, so that the browser's Back closes what
 * is a whole sheet on a phone; going from one item to another is none.
 */
export function useOpenItem(): (key: string | undefined) => void {
  const navigate = route.useNavigate();
  const { history } = useRouter();
  const current = route.useSearch({ select: (search) => search.open });
  const isOwnStep = useLocation({ select: (location) => location.state.openedDetails === true });
  const isClosing = useRef(false);
  useEffect(() => {
    if (current === undefined) isClosing.current = false;
  }, [current]);
  return useCallback(
    (key) => {
      if (isClosing.current) return;
      if (key === undefined && isOwnStep) {
        // Going back takes a moment, and a second press meanwhile would leave the trace.
        isClosing.current = true;
        history.back();
        return;
      }
      const isStep = current === undefined && key !== undefined;
      void navigate({
        search: (before) => ({ ...before, open: key }),
        state: isStep || isOwnStep ? { openedDetails: true } : {},
        replace: !isStep,
        resetScroll: false,
      });
    },
    [navigate, history, current, isOwnStep],
  );
}
