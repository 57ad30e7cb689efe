import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiFault, sessionQuery } from "./api.ts";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A link revoked while the page is open: the gate asks again and says how to get in.
      if (!(error instanceof ApiFault) || error.status !== 401 || query.queryKey[0] === sessionQuery.queryKey[0])
        return;
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
