import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { onLiveReturn } from "../live/live-store.ts";
import { ApiFault, sessionQuery } from "./api.ts";
import { router } from "./router.tsx";
import { serverReturns } from "./server-return.ts";
import { theme } from "./theme.ts";

const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (!(error instanceof ApiFault)) return;
      if (error.status === 0) void askAgainOnReturn();
      // A link revoked while the page is open: the gate asks again and says how to get in.
      if (error.status !== 401 || query.queryKey[0] === sessionQuery.queryKey[0]) return;
      void queryClient.resetQueries({ queryKey: sessionQuery.queryKey });
    },
  }),
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: true,
      refetchIntervalInBackground: false,
      staleTime: 2_000,
      // What the server refused stays refused; what never reached it deserves another try.
      retry: (failures, error) =>
        !(error instanceof ApiFault && error.status > 0 && error.status < 500) && failures < 2,
    },
  },
});

/** What failed and is still on the page is asked for once more. */
const askAgain = (): Promise<void> =>
  queryClient.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });

let isWaiting = false;

/** Keeps the word given on every page: what failed because the server was away comes by itself when it is back. */
async function askAgainOnReturn(): Promise<void> {
  if (isWaiting) return;
  isWaiting = true;
  await serverReturns();
  isWaiting = false;
  await askAgain();
}

// The live line notices first, and also the end of what a proxy in between answered with.
onLiveReturn(() => void askAgain());

/** The whole application. Variables and classes come from our stylesheet, so that no style tag is made at run time. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
