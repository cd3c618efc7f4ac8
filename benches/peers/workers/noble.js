import { argon2id } from "@noble/hashes/argon2.js";
import { serve } from "./serve.js";

serve((password, salt, { memoryKib, passes, lanes }) => argon2id(password, salt, { m: memoryKib, t: passes, p: lanes, dkLen: 32 }));
