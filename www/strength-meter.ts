import { h } from "./dom.ts";
import { strength, type Strength } from "./strength.ts";

const WORDS = ["Very weak", "Weak", "Fair", "Strong", "Very strong"] as const;

function guessesInWords(guesses: number): string {
  const names = ["a handful of guesses", "a thousand guesses", "a million guesses", "a billion guesses", "a trillion guesses"];
  const name = names[Math.floor(Math.log10(Math.max(guesses, 1)) / 3)];
  return name ? `withstands ${guesses < 1000 ? "" : "more than "}${name}` : "withstands more guesses than anybody can make";
}

let asked = 0;

/** Shows how strong a password is, in a word, a bar and a reason. */
export async function showStrength(place: HTMLElement, password: string, known: string[]): Promise<void> {
  const turn = ++asked;
  if (!password) {
    return place.replaceChildren();
  }
  let found: Strength;
  try {
    found = await strength(password, known.filter(Boolean));
  } catch {
    return place.replaceChildren(); // without an estimate there is nothing to show; the password's own rules still hold
  }
  if (turn === asked) {
    place.replaceChildren(
      h("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: Math.max(found.score, 0.15), "aria-label": "Strength of the password" }),
      h("p", { class: "strength-text" }, h("strong", {}, WORDS[found.score]), `, ${guessesInWords(found.guesses)}. ${found.why.join(" ")}`),
    );
  }
}
