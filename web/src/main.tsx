/** The app's first line in the browser: words first, then the screen. */
import "./app/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startI18n } from "./app/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("Expected index.html to hold an element #root");
await startI18n();
createRoot(root).render(<App />);
