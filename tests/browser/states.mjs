import { basename } from "node:path";
import { dropMade, finished, openAudit, pasteCandidates, start } from "./audits.mjs";
import { files, sample, sealed, sha256 } from "./backups.mjs";

// The states of the page that are looked at, each with the steps that lead there from a page that is ready.
export const PASSWORD = "correct horse battery staple";

const verdict = (page, name) => page.until((it) => document.querySelector(`.card[data-verdict="${it}"]`), { values: [name] });

/** Opens one of the samples that the page carries. */
export async function openSample(page, name) {
  await page.click(`[data-sample="sample-${name}.msb"]`);
  await page.until(() => document.querySelector(".card .task"));
}

/** Types a password into the check of the card that is shown, and waits for the verdict. */
export async function check(page, password, expected) {
  await page.type('[name="password"]', password);
  await page.click('.card [type="submit"]');
  await verdict(page, expected);
}

/** Fills in the fields for a password that is to be made. */
export async function fillNewSlot(page, password, { label, reminder, cost = "standard", estimated } = {}) {
  await page.type('[name="new"]', password);
  await page.type('[name="again"]', password);
  if (label) await page.type('[name="label"]', label);
  if (reminder) await page.type('[name="reminder"]', reminder);
  await page.click(`[name="cost"][value="${cost}"]`);
  if (estimated) await page.until(() => document.querySelector("meter"));
}

/** Clicks a control of the card by the text on it. */
export async function act(page, text, selector = ".task button") {
  const clicked = await page.evaluate(
    (selector, text) => {
      const control = [...document.querySelectorAll(selector)].find((it) => it.textContent.includes(text));
      control?.click();
      return Boolean(control);
    },
    selector,
    text,
  );
  if (!clicked) throw new Error(`there is no ${selector} with the text ${text}`);
}

export const verdictOf = (page) => page.evaluate(() => document.querySelector(".card").dataset.verdict);

/** Chooses files, and waits until the first of them was looked at. */
export async function openFiles(page, ...paths) {
  await page.upload("#chooser", ...paths);
  await page.until((it) => document.querySelector('.card:not([data-verdict="waiting"]) .file-name')?.textContent === it, { values: [basename(paths[0])] });
}

/** Re-wraps the sample that is shown and opened. */
export async function rewrap(page, old, fresh, fields) {
  await act(page, "Re-wrap under");
  await page.until(() => document.querySelector('[name="new"]'));
  await page.type('[name="password"]', old);
  await fillNewSlot(page, fresh, fields);
  if (await page.evaluate(() => !document.querySelector("[data-part=drop]").hidden)) await page.click('[name="drop"]');
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
}

const EVENT = (number, id, time, ...strings) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/><EventID>${id}</EventID><TimeCreated SystemTime='${time}'/><EventRecordID>${number}</EventRecordID><Channel>Application</Channel><Computer>BTS01.corp.example</Computer></System><EventData>${strings.map((text) => `<Data>${text}</Data>`).join("")}</EventData></Event>`;

/** A folder as an auditor may get it, with an event log and passwords from two envelopes. */
async function auditedFolder(page) {
  const { content } = sample("sealed").header;
  const msid = content.current_msid;
  const native = "C:\\Keys\\" + content.name;
  const log = `<Events>${[
    EVENT(4711, 10525, "2026-02-03T08:00:00Z", msid, "CORP\\anna", "BTS01", "7f3d1b60-4a11-4f4e-9d7c-2a53c1d0e9ab"),
    EVENT(4712, 10589, "2026-02-03T08:30:00Z"),
    EVENT(4790, 10589, "2026-02-05T08:30:00Z"),
    EVENT(4801, 10559, "2026-02-06T10:00:00Z", native, msid, "", "CORP\\anna", "BTS01"),
    EVENT(5100, 10560, "2026-08-01T10:00:00Z", "X:\\" + content.name, msid, "", "CORP\\ben", "0x80070005, Access is denied."),
  ].join("")}</Events>`;
  const texts = [JSON.stringify(sample("whole"), null, 2), JSON.stringify(sample("damaged"), null, 2), JSON.stringify(sample("sealed"), null, 2), "Ask Anna before you throw this away.\n", JSON.stringify(sample("whole"))];
  await dropMade(page, "safe", { names: ["2026/crm.msb", "2026/crm old disk.msb", "envelopes/prod seal.msb", "notes.txt", "usb/crm.msb"], texts });
  await page.upload("#audit-logs", ...files({ "Application.xml": log }));
  await pasteCandidates(page, `envelope 3, blue seal\tnot the right one\nenvelope 7\t${PASSWORD}\n`);
}

export const STATES = {
  empty: async () => {},
  intact: (page) => openSample(page, "whole"),
  opens: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
  },
  wrong: async (page) => {
    await openSample(page, "whole");
    await check(page, "a wrong password", "wrong-password");
  },
  damaged: (page) => openSample(page, "damaged"),
  tampered: async (page) => {
    await openSample(page, "tampered");
    await check(page, PASSWORD, "tampered");
  },
  checking: async (page) => {
    await openSample(page, "whole");
    await page.type('[name="password"]', "a wrong password");
    await page.evaluate(() => {
      Worker.prototype.postMessage = () => {}; // nothing is answered any more: the state stays as it is
      document.querySelector('.card [type="submit"]').click();
    });
    await page.until(() => document.querySelector("progress"));
  },
  rewrap: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
    await act(page, "Re-wrap under");
    await page.until(() => document.querySelector('[name="new"]'));
  },
  strength: async (page) => {
    await page.click('[data-task="generate"]');
    await page.until(() => document.querySelector('[name="new"]'));
    await page.type('[name="new"]', "Password2026");
    await page.until(() => document.querySelector("meter"));
  },
  rewrapped: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
    await rewrap(page, PASSWORD, "purple lamp walks north", { reminder: "the lamp" });
  },
  sealed: async (page) => {
    await openSample(page, "sealed");
    await check(page, PASSWORD, "opens");
  },
  generate: async (page) => {
    await page.click('[data-task="generate"]');
    await page.until(() => document.querySelector('[name="new"]'));
  },
  trust: async (page) => {
    await page.click("#trust-open");
  },
  keep: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
    await act(page, "Put it in a safe");
    await page.until(() => document.querySelector("[data-part=kit] a"));
  },
  custodian: async (page) => {
    await openSample(page, "whole");
    await act(page, "Add a custodian", ".custodians button");
    await page.until(() => document.querySelector('[name="label"]').value);
  },
  error: async (page) => {
    await openSample(page, "sealed");
    await act(page, "Add a custodian", ".custodians button");
    await page.type('[name="password"]', "a wrong password");
    await fillNewSlot(page, "purple lamp walks north");
    await page.click('.card [type="submit"]');
    await page.until(() => document.querySelector('[data-code="wrong-password"]'));
  },
  foreign: async (page) => {
    const native = Buffer.concat(Array.from({ length: 40 }, (_, number) => Buffer.from(sha256(`native ${number}`), "hex")));
    await openFiles(page, ...files({ "SSO07AB.bak": native }));
    await act(page, "Protect this");
  },
  many: async (page) => {
    const names = ["prod", "test", "dr-site", "old server", "usb stick", "mail attachment", "share", "tape", "safe"];
    const damaged = JSON.stringify(sample("damaged"), null, 2);
    const contents = names.map((name, index) => [`CRM ${name}.msb`, index % 4 === 1 ? damaged : index === 6 ? "notes" : JSON.stringify(sample("whole"), null, 2)]);
    await openFiles(page, ...files(Object.fromEntries(contents)));
    await page.until(() => /^9 files: (?!.*Waiting)/.test(document.getElementById("files-count").textContent));
  },
  restored: async (page) => {
    await openSample(page, "sealed");
    await act(page, "Get the secret back", "#more button");
    await page.click('[name="native"]');
    await page.type('[name="password"]', PASSWORD);
    await page.click('.card [type="submit"]');
    await page.until(() => document.querySelector(".outcome .secret"));
  },
  explain: async (page) => {
    await page.click('[data-task="explain"]');
    await page.type('[name="query"]', "10589");
    await page.click('.card [type="submit"]');
    await page.until(() => document.querySelector(".explanation"));
  },
  audit: async (page) => {
    await openAudit(page);
    await auditedFolder(page);
    await page.evaluate(() => document.querySelectorAll(".audit-setup details").forEach((fold) => (fold.open = true)));
  },
  auditing: async (page) => {
    const dear = sample("sealed");
    dear.header.slots[0].kdf.memory_kib = 900 * 1024;
    dear.header.slots[0].kdf.passes = 9;
    await openAudit(page);
    await dropMade(page, "safe", { names: ["dear.msb"], texts: [sealed(dear)] });
    await pasteCandidates(page, "a wrong password");
    await start(page);
    await page.until(() => /Trying/.test(document.querySelector(".progress-title")?.textContent));
  },
  audited: async (page) => {
    await openAudit(page);
    await auditedFolder(page);
    await start(page);
    await finished(page);
  },
  "audit-fault": async (page) => {
    await openAudit(page);
    await start(page);
    await page.until(() => document.querySelector(".audit-setup .notice"));
  },
  paste: async (page) => {
    await page.click("#start [data-do=paste]");
  },
  typo: async (page) => {
    await page.click("#start [data-do=paste]");
    await page.evaluate(() => {
      const area = document.getElementById("paste-text");
      area.value = '  1  {"header":{"format":"master-secret-backup"  4bc4\n  2  more of it  d95b\n 27  rows in all';
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.until(() => document.querySelector("#paste .paper-check li"));
  },
  notices: (page) => page.evaluate(() => document.querySelectorAll("#notices [hidden]").forEach((it) => (it.hidden = false))),
  refused: async (page) => {
    const dear = sample("sealed");
    dear.header.slots[0].kdf.memory_kib = 2 * 1024 * 1024;
    await openFiles(page, ...files({ "dear.msb": sealed(dear) }));
  },
  malformed: async (page) => {
    const broken = sample("whole");
    broken.header.created = "2026-02-30T00:00:00Z";
    await openFiles(page, ...files({ "broken.msb": sealed(broken) }));
  },
  unsupported: async (page) => {
    const newer = sample("whole");
    newer.header.version = 2;
    await openFiles(page, ...files({ "newer.msb": sealed(newer) }));
  },
  unread: async (page) => {
    await page.evaluate(() => {
      Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotFoundError"));
    });
    await openFiles(page, ...files({ "gone.msb": "{" }));
  },
  remove: async (page) => {
    await openSample(page, "whole");
    await act(page, "Remove", ".way button");
  },
  restore: async (page) => {
    await openSample(page, "whole");
    await act(page, "Get the secret back", "#more button");
  },
  pick: (page) => page.click('[data-task="seal"]'),
};
