// Audits in the page: dropping folders, typing candidates, waiting for the report.
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { makeFolder } from "./harness/folders.mjs";

/** Folders that tell a story, as `tests/audit/folders.rs` wrote them; `cargo xtask test browser` says where. */
const STORIES = process.env.MASTERSECRET_STORIES;

export const stories = () => {
  if (!STORIES) throw new Error("MASTERSECRET_STORIES must name the folder of stories; `cargo xtask test browser` sets it");
  return readdirSync(STORIES).sort();
};

/** All files below a folder, by their paths below it, in byte order. */
export function below(folder, under = "") {
  return readdirSync(join(folder, under))
    .sort()
    .flatMap((name) => (statSync(join(folder, under, name)).isDirectory() ? below(folder, join(under, name)) : [join(under, name)]));
}

/** A story in a folder of its own: `safe/`, logs, list and policy side by side, as the command line is given them. */
export function story(name) {
  const folder = makeFolder("story");
  const from = join(STORIES, name);
  const copy = (path, to) => cpSync(join(from, path), join(folder, to), { recursive: true, preserveTimestamps: true });
  copy("safe", "safe");
  for (const file of ["candidates", "policy.toml"]) copy(file, file);
  const logs = readdirSync(join(from, "logs")).sort();
  for (const log of logs) copy(join("logs", log), log);
  return { folder, logs, ...JSON.parse(readFileSync(join(from, "case.json"), "utf8")) };
}

/** Runs the command line in a story's folder; gives the three reports. */
export function auditedByCommandLine({ folder, logs, zone, computer }, program = process.env.MASTERSECRET_BIN) {
  const out = makeFolder("reports");
  const reports = ["json", "html", "csv"].map((form) => join(out, `report.${form}`));
  const args = [
    ["audit", "safe", "--passwords", "candidates", "--policy", "policy.toml", "--fail-on", "never"],
    logs.length ? ["--events", ...logs] : [],
    zone ? ["--time-zone", zone, "--computer", computer] : [],
    reports.flatMap((report) => ["--report", report]),
  ].flat();
  try {
    execFileSync(program, args, { cwd: folder, stdio: "pipe" });
  } catch (error) {
    // 1 says that nothing is proven; the report is there all the same.
    if (error.status !== 1) throw error;
  }
  return Object.fromEntries(reports.map((report) => [report.split(".").pop(), readFileSync(report, "utf8")]));
}

export async function openAudit(page) {
  await page.evaluate(() => document.querySelector('[data-task="audit"]').click());
  await page.until(() => document.querySelector(".audit-setup"));
}

/**
 * Drops a folder of the disk onto the page. No driver can drop one, so real files are chosen in a field that the test
 * plants, and handed to the page in the shape that a drop has.
 */
export async function dropFolder(page, folder) {
  const paths = below(folder);
  await page.evaluate(() => {
    const planted = document.createElement("input");
    Object.assign(planted, { type: "file", multiple: true, id: "planted", hidden: true });
    document.body.append(planted);
  });
  await page.upload("#planted", ...paths.map((path) => join(folder, path)));
  await dropped(page, basename(folder), paths);
}

/** Drops files that exist only in the page: names with contents. */
export async function dropMade(page, folder, contents) {
  await page.evaluate((names, texts) => {
    window.made = names.map((name, index) => new File([texts[index % texts.length]], name.split("/").pop(), { lastModified: 1_790_000_000_000 }));
  }, contents.names, contents.texts);
  await dropped(page, folder, contents.names);
}

const dropped = (page, folder, paths) =>
  page.evaluate(
    (folder, paths) => {
      const planted = document.getElementById("planted");
      const files = window.made ?? [...planted.files];
      planted?.remove();
      delete window.made;
      const root = { isDirectory: true, fullPath: `/${folder}`, name: folder, below: new Map() };
      paths.forEach((path, index) => {
        if (files[index].name !== path.split("/").pop()) throw new Error(`${files[index].name} came in place of ${path}`);
        let at = root;
        for (const name of path.split("/").slice(0, -1)) {
          if (!at.below.has(name)) at.below.set(name, { isDirectory: true, fullPath: `${at.fullPath}/${name}`, name, below: new Map() });
          at = at.below.get(name);
        }
        at.below.set(path, { isDirectory: false, isFile: true, fullPath: `/${folder}/${path}`, name: files[index].name, file: (give) => give(files[index]) });
      });
      const listed = (entry) => {
        if (!entry.isDirectory) return entry;
        const portions = [[...entry.below.values()].map(listed), []];
        return Object.assign(entry, { createReader: () => ({ readEntries: (give) => give(portions.shift() ?? []) }) });
      };
      const event = new DragEvent("drop", { bubbles: true, cancelable: true });
      const item = { kind: "file", webkitGetAsEntry: () => listed(root) };
      Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [], items: [item] } });
      document.querySelector(".audit-setup").dispatchEvent(event);
      return new Promise((resolve) => setTimeout(resolve, 50));
    },
    folder,
    paths,
  );

/** Pastes a list of candidates into the first row. */
export const pasteCandidates = (page, list) =>
  page.evaluate((list) => {
    const field = document.querySelector(".candidate [data-part=password]");
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: { getData: () => list } });
    field.dispatchEvent(event);
    if (!event.defaultPrevented) field.value = list.replace(/\n$/, "");
  }, list);

/** Drops two folders of one name at once, each with one file `SSO.msb`: as from the results of a search. */
export const dropTwins = (page, folder, texts) =>
  page.evaluate(
    (folder, texts) => {
      const items = texts.map((text) => {
        const content = new File([text], "SSO.msb", { lastModified: 1_790_000_000_000 });
        const file = { isDirectory: false, isFile: true, name: content.name, fullPath: `/${folder}/${content.name}`, file: (give) => give(content) };
        const portions = [[file], []];
        const root = { isDirectory: true, name: folder, fullPath: `/${folder}`, createReader: () => ({ readEntries: (give) => give(portions.shift() ?? []) }) };
        return { kind: "file", webkitGetAsEntry: () => root };
      });
      const event = new DragEvent("drop", { bubbles: true, cancelable: true });
      Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [], items } });
      document.querySelector(".audit-setup").dispatchEvent(event);
      return new Promise((resolve) => setTimeout(resolve, 50));
    },
    folder,
    texts,
  );

export const start = (page) => page.evaluate(() => document.querySelector(".audit-setup [type=submit]").click());

/** Waits for the report. */
export const finished = (page, seconds = 60) => page.until(() => document.querySelector(".audit-result")?.dataset.verdict, { seconds });

/** The three reports, as the links of the page download them. */
export const reports = (page) =>
  page.until(() => {
    const text = (form) => window.saved.get(document.querySelector(`.audit-downloads [data-form=${form}]`).href);
    const all = { json: text("json"), html: text("html"), csv: text("csv") };
    return Object.values(all).every(Boolean) && all;
  });

/** Remembers the text of what is offered as a download: the page's policy lets nothing read its own addresses. */
export const rememberDownloads = (page) =>
  page.evaluate(() => {
    window.saved = new Map();
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const address = createObjectURL.call(URL, blob);
      if (blob instanceof Blob) blob.text().then((text) => window.saved.set(address, text));
      return address;
    };
  });

/** Fills the form with a story. */
export async function giveStory(page, { folder, logs, zone, computer }) {
  await openAudit(page);
  await dropFolder(page, join(folder, "safe"));
  if (logs.length) await page.upload("#audit-logs", ...logs.map((log) => join(folder, log)));
  await pasteCandidates(page, readFileSync(join(folder, "candidates"), "utf8"));
  await page.upload("[name=policy]", join(folder, "policy.toml"));
  if (zone) {
    await page.evaluate((zone, computer) => {
      document.querySelector("[name=zone]").value = zone;
      document.querySelector("[name=computer]").value = computer;
    }, zone, computer);
  }
}
