// The programs that the tests drive, and where they are on this machine.
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

function inPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** MiniBrowser is not in the PATH: it lies in a folder named after the machine and the library's version. */
function miniBrowser() {
  const list = (folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name));
    } catch {
      return [];
    }
  };
  return ["/usr/lib", "/usr/libexec"]
    .flatMap((folder) => [folder, ...list(folder)])
    .flatMap(list)
    .filter((folder) => /webkit2gtk-4\.\d$/.test(folder))
    .sort()
    .map((folder) => join(folder, "MiniBrowser"))
    .filter(isProgram)
    .pop();
}

/** Each program: the variable that overrides where it is, how it is found, the Debian package that has it. */
const PROGRAMS = {
  chromium: ["CHROMIUM", () => inPath("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"), "chromium"],
  firefox: ["FIREFOX", () => inPath("firefox-esr", "firefox"), "firefox-esr"],
  webkitDriver: ["WEBKIT_DRIVER", () => inPath("WebKitWebDriver"), "webkit2gtk-driver"],
  miniBrowser: ["MINI_BROWSER", miniBrowser, "webkit2gtk-driver"],
  display: ["XVFB", () => inPath("Xvfb"), "xvfb"],
  paper: ["PDFTOPPM", () => inPath("pdftoppm"), "poppler-utils"],
  codeReader: ["ZBARIMG", () => inPath("zbarimg"), "zbar-tools"],
};

function look(name) {
  const [variable, find] = PROGRAMS[name];
  return process.env[variable] || find();
}

/** The path of a program. */
export function find(name) {
  const path = look(name);
  if (!path) {
    throw new Error(`${name} was not found. Install it, or say where it is in ${PROGRAMS[name][0]}.`);
  }
  return path;
}

/** The Debian packages of the programs that are not there. */
export function missingPackages() {
  const missing = Object.keys(PROGRAMS).filter((name) => !look(name));
  return [...new Set(missing.map((name) => PROGRAMS[name][2]))];
}
