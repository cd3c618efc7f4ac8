import { launch as launchPuppeteer } from "./puppeteer.mjs";
import { launch as launchWebKit } from "./webkit.mjs";

/**
 * The engines. `launch(look)` starts a browser that nobody sees; a look is `{ scheme: "light" | "dark",
 * motion: "no-preference" | "reduce", forcedColors: boolean }`, each with its first value where it is left out.
 */
export const ENGINES = [
  { name: "Chromium", forcedColors: true, launch: (look = {}) => launchPuppeteer("chromium", look) },
  { name: "Firefox", forcedColors: true, launch: (look = {}) => launchPuppeteer("firefox", look) },
  { name: "WebKit", forcedColors: false, launch: (look = {}) => launchWebKit(look) },
];
