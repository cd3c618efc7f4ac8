// The words that a guesser tries first, cut to what a page can carry: the frequent ones are in front of each list.
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

const MOST = { "commonWords-en": 20_000, "lastnames-en": 10_000, "wikipedia-en": 0 };

/** The packages that the words come from. */
export const WORD_PACKAGES = ["@zxcvbn-ts/language-common", "@zxcvbn-ts/language-en"];

/** A module with the lists, each one string, a word a line; the neighbours of keys; and the words for what is weak. */
export function wordLists() {
  const lists = { ...common.dictionary, ...english.dictionary };
  const cut = Object.entries(lists).map(([name, words]) => [name, words.slice(0, MOST[name] ?? words.length)]);
  if (cut.flatMap(([, words]) => words).some((word) => word.includes("\n"))) {
    throw new Error("a word of the lists holds a line end");
  }
  const kept = cut.filter(([, words]) => words.length).map(([name, words]) => [name, words.join("\n")]);
  const exported = { lists: Object.fromEntries(kept), graphs: common.adjacencyGraphs, translations: english.translations };
  // The packages themselves are not bundled: they would bring every list whole.
  return Object.entries(exported).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n");
}
