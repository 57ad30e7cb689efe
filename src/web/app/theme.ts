import { createTheme } from "@mantine/core";

/** Colours, fonts and sizes stand in `base.css`; this only tells Mantine which of its names we chose. */
export const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "md",
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-code)",
  cursorType: "pointer",
});
