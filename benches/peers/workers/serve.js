const text = new TextEncoder();

/** Answers each message, a cost, with the key that is derived at it, in hex. */
export function serve(derive) {
  addEventListener("message", async ({ data: cost }) => {
    const key = await derive(text.encode("correct horse battery staple"), text.encode("0123456789abcdef"), cost);
    postMessage([...key].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  });
}
