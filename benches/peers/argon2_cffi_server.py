"""Derives keys to order, as the tool `derive` does: a line `MEMORY_KIB PASSES LANES` in, milliseconds and the key out."""

import sys
import time

from argon2.low_level import Type, hash_secret_raw

for line in sys.stdin:
    memory, passes, lanes = map(int, line.split())
    start = time.perf_counter()
    key = hash_secret_raw(
        b"correct horse battery staple",
        b"0123456789abcdef",
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=32,
        type=Type.ID,
    )
    print(f"{(time.perf_counter() - start) * 1000:.3f} {key.hex()}", flush=True)
