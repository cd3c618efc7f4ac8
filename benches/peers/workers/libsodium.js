import sodium from "libsodium-wrappers-sumo";
import { serve } from "./serve.js";

// It derives with one lane only.
serve(async (password, salt, { memoryKib, passes }) => {
  await sodium.ready;
  return sodium.crypto_pwhash(32, password, salt, passes, memoryKib * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13);
});
