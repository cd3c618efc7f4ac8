import { h } from "./dom.ts";
import { strength } from "./strength.ts";

const WORDS = ["Very weak", "Weak", "Fair", "Strong", "Very strong"] as const;

function guessesInWords(guesses: number): string {
  const power = Math.floor(Math.log10(Math.max(guesses, 1)));
  const names: [number, string][] = [[3, "a thousand"], [6, "a million"], [9, "a billion"], [12, "a trillion"]];
  const name = names.find(([limit]) => power < limit + 1 && power >= limit - 2);
  return power > 15 ? `more than 10^15 guesses` : name ? `about ${name[1]} guesses` : `about 10^${power} guesses`;
}

/** Shows how strong a password is, in a word, a bar and a reason. */
export function showStrength(place: HTMLElement, password: string, known: string[]): void {
  const found = password ? strength(password, known.filter(Boolean)) : undefined;
  if (!found) {
    return place.replaceChildren();
  }
  place.replaceChildren(
    h("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: Math.max(found.score, 0.15), "aria-label": "Strength of the password" }),
    h("p", { class: "strength-text" }, h("strong", {}, WORDS[found.score]), `: ${guessesInWords(found.guesses)}. ${found.why.join(" ")}`),
  );
}
