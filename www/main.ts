import "./source.ts"; // first: it remembers the page as it came
import { announce } from "./announce.ts";
import type { App, EntryTask, FreeTask, Wish } from "./app.ts";
import { auditPanel } from "./audit/panel.ts";
import { card, cardHead } from "./card.ts";
import { compile } from "./core.ts";
import { Cores } from "./cores.ts";
import { Derivations } from "./derivation.ts";
import { byId, find, focusOn, h, part } from "./dom.ts";
import { Entry } from "./entry.ts";
import { explainPanel } from "./explain.ts";
import { Files } from "./files.ts";
import { faultOf } from "./form.ts";
import { generatePanel } from "./generate.ts";
import { connectIntake } from "./intake.ts";
import { carried } from "./kit.ts";
import { clearSecrets, clearWhenIdle } from "./password-field.ts";
import { connectPaste } from "./paste.ts";
import { showPath } from "./path.ts";
import { pickPanel } from "./pick.ts";
import { Rail } from "./rail.ts";
import { offerSamples } from "./samples.ts";
import { mayBeNative } from "./seal.ts";
import { forget } from "./strength.ts";
import { count, visible } from "./text.ts";
import { connectTheme } from "./theme.ts";
import { connectTrust } from "./trust.ts";
import type { Tables } from "./types.ts";
import { VERDICTS } from "./verdicts.ts";

/** Marks a stage of the start: `data-STAGE` holds the milliseconds since the page was opened. */
function reached(stage: "ready" | "answered" | "warm"): void {
  document.documentElement.dataset[stage] = performance.now().toFixed(1);
}

const known = ({ report, fault }: Entry): unknown => report ?? fault;

class Page implements App {
  readonly cores = new Cores(compile("core"));
  readonly files = new Files(this.cores);
  readonly derivations = new Derivations(this.cores);
  tables: Tables = { limits: [], verdicts: [], findings: [], presets: [] };
  readonly #stage = byId("stage");
  readonly #rail = new Rail(this);
  readonly #intake = connectIntake((entries) => this.#take(entries));
  readonly #paste = connectPaste((entries) => this.#take(entries));
  #current: Entry | undefined;
  #task: EntryTask | undefined;
  /** What was known of the current file when it was shown. */
  #known: unknown;
  /** What is to be done with the files that are chosen next. */
  #wished: Wish | undefined;

  constructor() {
    this.files.onchange = (entry) => {
      this.#rail.update(entry);
      if (!entry || entry !== this.#current) {
        return;
      }
      if (entry.report && known(entry) === this.#known) {
        // It was downloaded: what is said of that, and the focus, stay where they are.
        this.#stage.querySelector(".card-head")?.replaceWith(cardHead(entry, entry.report));
      } else if (!this.#stage.querySelector("form, .progress")) {
        this.show(entry, this.#task);
      }
    };
    this.files.ondone = (inspected) => {
      const entry = this.#current;
      if (inspected > 1) {
        announce(`${count(inspected, "file")} inspected. ${byId("files-count").textContent}`);
      } else if (entry?.report) {
        announce(`${VERDICTS[entry.report.verdict].word}. ${entry.report.answer}`);
      }
      if (entry) {
        this.#carryOut(entry);
      }
    };
    for (const control of document.querySelectorAll<HTMLElement>("[data-do]")) {
      control.addEventListener("click", () => (control.dataset["do"] === "paste" ? this.#paste.open() : this.choose()));
    }
    for (const control of document.querySelectorAll<HTMLElement>("[data-task]")) {
      control.addEventListener("click", () => this.wish(control.dataset["task"] as Wish));
    }
    byId("home").addEventListener("click", () => this.home());
    byId("files-clear").addEventListener("click", () => this.#closeAll());
    offerSamples((entries) => this.#take(entries));
    connectTheme();
    clearWhenIdle(() => {
      forget();
      this.derivations.expectNothing();
      byId("idle-notice").hidden = false;
    });
    part(byId("idle-notice"), "dismiss").addEventListener("click", () => (byId("idle-notice").hidden = true));
    addEventListener("beforeunload", (event) => {
      if (this.derivations.busy || this.files.entries.some((entry) => entry.unsaved)) {
        event.preventDefault();
      }
    });
    showPath(this, undefined, undefined);
  }

  async start(): Promise<void> {
    reached("ready");
    try {
      this.#openCarried();
      const version = await this.cores.quick.call("version");
      byId("version").textContent = `mastersecret ${version}`;
      connectTrust(version);
      this.tables = await this.cores.quick.call("tables");
      reached("answered");
      await this.derivations.prepare();
      reached("warm");
    } catch (error) {
      const fault = faultOf(error);
      const box = byId("broken");
      find(box, "p").textContent = `${fault.what} ${fault.remedy}`;
      box.hidden = false;
    }
  }

  show(entry: Entry, task?: EntryTask, slot?: string): void {
    const again = this.#current === entry && this.#task === task;
    const hadFocus = this.#stage.contains(document.activeElement);
    this.#leave();
    this.#current = entry;
    this.#task = task;
    this.#known = known(entry);
    document.body.dataset["view"] = "file";
    const shown = card(this, entry, task, slot);
    this.#stage.replaceChildren(shown);
    this.#rail.select(entry);
    showPath(this, entry, task);
    const title = shown.querySelector<HTMLElement>(".task .task-title");
    const target = (task || entry.outcome) && title ? title : find(shown, ".answer");
    if (!again || hadFocus || entry.tried) {
      focusOn(target);
    }
    if (!task && !entry.outcome) {
      shown.scrollIntoView({ block: "nearest" });
    }
  }

  choose(wish?: Wish): void {
    this.#wished = wish;
    this.#intake.choose();
  }

  wish(wish: Wish): void {
    if (wish === "audit" || wish === "generate" || wish === "explain") {
      return this.#showFree(wish);
    }
    const entry = this.#current;
    const fits = entry && document.body.dataset["view"] === "file" && (wish === "seal" ? mayBeNative(entry) : !!entry.report?.header);
    if (entry && fits) {
      this.#wished = wish;
      return this.#carryOut(entry);
    }
    this.#showPanel(
      pickPanel(this, wish, (picked) => {
        this.#wished = wish;
        this.#carryOut(picked);
      }),
    );
  }

  made(entry: Entry): void {
    document.body.dataset["files"] = "some";
    this.files.add([entry]);
    this.show(entry);
    announce(entry.outcome?.answer ?? "");
  }

  home(): void {
    this.#leave();
    this.#current = undefined;
    this.#task = undefined;
    document.body.dataset["view"] = "start";
    this.#stage.replaceChildren();
    this.#rail.select(undefined);
    showPath(this, undefined, undefined);
    focusOn(byId("start-title"));
    scrollTo(0, 0);
  }

  /** Ends what runs, and forgets what was typed or shown, before something else takes its place. */
  #leave(): void {
    this.derivations.cancel();
    clearSecrets(this.#stage);
    this.derivations.expectNothing();
    forget();
  }

  #take(entries: Entry[]): void {
    const [first] = entries;
    if (first) {
      this.#current = undefined;
      document.body.dataset["files"] = "some";
      this.files.add(entries);
      this.show(first);
    }
  }

  /** Does what was wished for, once it is known what the chosen file is. */
  #carryOut(entry: Entry): void {
    const wish = this.#wished;
    this.#wished = undefined;
    const opensAtAll = !!entry.report?.header;
    if (wish === "seal" && entry.report?.seems_to_be) {
      this.show(entry, "seal");
    } else if ((wish === "restore" || wish === "keep") && opensAtAll) {
      this.show(entry, wish);
    } else if (wish === "custodians" && opensAtAll) {
      this.show(entry);
      focusOn(find(this.#stage, ".custodians"));
    } else if (wish) {
      this.show(entry);
    }
  }

  #showFree(task: FreeTask): void {
    this.#showPanel({ audit: auditPanel, generate: generatePanel, explain: explainPanel }[task](this));
  }

  #showPanel(panel: HTMLElement): void {
    this.#leave();
    this.#current = undefined;
    this.#task = undefined;
    document.body.dataset["view"] = "file";
    this.#stage.replaceChildren(h("article", { class: "card plain" }, h("div", { class: "task" }, panel)));
    this.#rail.select(undefined);
    showPath(this, undefined, undefined);
    focusOn(find(panel, ".task-title"));
    scrollTo(0, 0);
  }

  #closeAll(): void {
    this.files.clear();
    delete document.body.dataset["files"];
    this.home();
  }

  #openCarried(): void {
    const backup = carried();
    if (backup) {
      const notice = byId("kit-notice");
      part(notice, "name").textContent = visible(backup.name);
      document.title = `Recovery kit: ${visible(backup.name)}`;
      notice.hidden = false;
      this.#take([new Entry(backup.name, new Blob([backup.bytes]), "kit")]);
    }
  }
}

void new Page().start();
