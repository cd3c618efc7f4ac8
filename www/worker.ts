// Each worker is one instance of the module with a memory of its own. Ending the worker ends both.
import { api } from "./api.ts";
import { initSync, release } from "./generated/mastersecret.js";
import { serve } from "./serve.ts";

/** What comes before somebody has given a password: nothing secret is in the memory that is held. */
const AHEAD = ["calibrate", "reserve", "warmUp"];

serve(api, (module) => void initSync({ module }), {
  answered: (method) => {
    if (!AHEAD.includes(method)) {
      release();
    }
  },
});
