import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiFault } from "./api.ts";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

const queryClient = new QueryClient({
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
