import plain from "../node_modules/argon2id/dist/no-simd.wasm";
import simd from "../node_modules/argon2id/dist/simd.wasm";
import setup from "../node_modules/argon2id/lib/setup.js";
import { serve } from "./serve.js";

const from = (bytes) => (imports) => WebAssembly.instantiate(bytes, imports);
const loaded = setup(from(simd), from(plain));

serve(async (password, salt, { memoryKib, passes, lanes }) =>
  (await loaded)({ password, salt, memorySize: memoryKib, passes, parallelism: lanes, tagLength: 32 }),
);
