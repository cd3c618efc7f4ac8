import { Entry } from "./entry.ts";
import { byId, h, icon } from "./dom.ts";
import damaged from "./samples/damaged.msb";
import sealed from "./samples/sealed.msb";
import tampered from "./samples/tampered.msb";
import whole from "./samples/whole.msb";

/** The password of every sample, as `tests/page_samples.rs` makes them. */
const PASSWORD = "correct horse battery staple";

const SAMPLES = [
  { name: "sample-whole.msb", text: whole, symbol: "intact", title: "A whole backup", note: "two secrets, two custodians" },
  { name: "sample-damaged.msb", text: damaged, symbol: "damaged", title: "A damaged one", note: "a bad copy changed one digit" },
  { name: "sample-tampered.msb", text: tampered, symbol: "tampered", title: "A tampered one", note: "somebody planted a reminder" },
  { name: "sample-sealed.msb", text: sealed, symbol: "protect", title: "A sealed native file", note: "SSO478AD.bak, enclosed" },
];

/** The samples that the page carries, so that somebody without a file sees at once what it does. */
export function offerSamples(take: (entries: Entry[]) => void): void {
  byId("samples").append(
    ...SAMPLES.map(({ name, text, symbol, title, note }) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "sample",
            "data-sample": name,
            onclick: () => {
              const entry = new Entry(name, new Blob([text], { type: "application/json" }), "sample");
              entry.samplePassword = PASSWORD;
              take([entry]);
            },
          },
          icon(symbol),
          h("span", {}, h("strong", {}, title), h("span", { class: "sample-note" }, note)),
        ),
      ),
    ),
  );
}
