/** Bytes from base64. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  if (typeof Uint8Array.fromBase64 === "function") {
    return Uint8Array.fromBase64(base64);
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** What the data block `id` of this page holds: base64 of raw DEFLATE. The response is made here, not fetched. */
export function unpacked(id: string, type = "text/javascript"): Response {
  const packed = decode(document.getElementById(id)?.textContent ?? "");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream, { headers: { "content-type": type } });
}

/** The WebAssembly module in the data block `id`. The engine compiles while the rest is still being unpacked. */
export async function compile(id: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(unpacked(id, "application/wasm"));
}
