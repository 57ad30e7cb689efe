import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // A test run that builds the pages has NODE_ENV=test, which would put React's development half into them.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    root: "src/web",
    base: "/",
    plugins: [react()],
    css: { modules: { localsConvention: "camelCaseOnly" } },
    worker: { format: "es" },
    server: { proxy: { "/api": "http://127.0.0.1:8200" } },
    build: {
      outDir: "../../dist/web",
      emptyOutDir: true,
      target: "es2023",
      // Inlined assets would be data: addresses, which the content security policy refuses for fonts and scripts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
      reportCompressedSize: false,
      manifest: true,
    },
  };
});
