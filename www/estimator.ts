// The worker that estimates how hard a password is to guess. Its words come with it; it sends nothing anywhere.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { graphs, lists, translations } from "word-lists";
import type { Question, Strength } from "./strength.ts";

const dictionary = Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, words.split("\n")]));
const zxcvbn = new ZxcvbnFactory({ dictionary, graphs, translations });

addEventListener("message", ({ data: { id, password, known } }: MessageEvent<Question>) => {
  const { score, guesses, feedback } = zxcvbn.check(password, known);
  const why = [feedback.warning ?? "", ...feedback.suggestions].filter(Boolean);
  postMessage({ id, strength: { score, guesses, why } satisfies Strength });
});
