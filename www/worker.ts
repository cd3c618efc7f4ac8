// Each worker is one instance of the module with a memory of its own. Ending the worker ends both.
import { api } from "./api.ts";
import { initSync } from "./generated/mastersecret.js";
import { serve } from "./serve.ts";

serve(api, (module) => void initSync({ module }));
