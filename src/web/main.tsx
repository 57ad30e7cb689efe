import "./app/no-eval.ts";
import "./app/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { applyPreferences } from "./app/preferences.ts";
import { startI18n } from "./i18n/index.ts";

const language = applyPreferences(window.location.search);
const root = document.getElementById("root");
if (root) void startI18n(language).then(() => createRoot(root).render(<App />));
