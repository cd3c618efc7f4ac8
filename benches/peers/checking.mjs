// Checks a backup on the product's page, as a person does.
import { quiet, until } from "./browsers.mjs";

/** Gives the page a file, and waits until it asks for the password. */
export async function choose(tab, path) {
  await (await tab.$("#chooser")).uploadFile(path);
  await until(tab, () => Boolean(document.querySelector('[name="password"]')));
}

/**
 * Types a wrong password as a person does, so that the page may prepare meanwhile, and tries it: `click` from the button
 * to the answer on the page, `derivation` in the worker alone.
 */
export async function check(tab) {
  await tab.evaluate(() => (document.querySelector('[name="password"]').value = ""));
  await tab.type('[name="password"]', "a wrong password", { delay: 20 });
  await quiet(tab);
  const times = await tab.evaluate(async () => {
    const gone = document.querySelector(".card");
    const before = window.calls.length;
    const start = performance.now();
    document.querySelector('.card [type="submit"]').click();
    await new Promise((resolve) => {
      const watching = new MutationObserver(() => {
        if (document.querySelector(".card") === gone) return;
        watching.disconnect();
        resolve();
      });
      watching.observe(document.body, { childList: true, subtree: true });
    });
    const click = performance.now() - start;
    const call = window.calls.slice(before).find(({ method }) => method === "check");
    return { click, derivation: call.time, verdict: document.querySelector(".card").dataset.verdict };
  });
  if (times.verdict !== "wrong-password") throw new Error(`the check says ${times.verdict}`);
  await quiet(tab);
  return times;
}
