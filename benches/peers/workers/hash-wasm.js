import { argon2id } from "hash-wasm";
import { serve } from "./serve.js";

serve((password, salt, { memoryKib, passes, lanes }) =>
  argon2id({ password, salt, memorySize: memoryKib, iterations: passes, parallelism: lanes, hashLength: 32, outputType: "binary" }),
);
