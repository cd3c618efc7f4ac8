import { source } from "./source.ts"; // first: it remembers the page as it came
import { compile } from "./core.ts";
import { Cores } from "./cores.ts";
import { Failure } from "./rpc.ts";
import { save } from "./save.ts";

const status = document.getElementById("status") as HTMLElement;
const cores = new Cores(compile("core"));

document.getElementById("copy")?.addEventListener("click", () => {
  save("mastersecret.html", "text/html", source());
});

/** Marks a stage of the start: `data-STAGE` holds the milliseconds since the page was opened. */
function reached(stage: "ready" | "answered" | "warm"): void {
  document.documentElement.dataset[stage] = performance.now().toFixed(1);
}

async function start(): Promise<void> {
  reached("ready");
  try {
    const version = await cores.quick.call("version");
    status.textContent = `Version ${version}. Ready.`;
    reached("answered");
    await cores.warmUp();
    reached("warm");
  } catch (error) {
    status.textContent = error instanceof Failure ? error.message : String(error);
  }
}

void start();
