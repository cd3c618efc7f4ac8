/** Bytes from base64. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  if (typeof Uint8Array.fromBase64 === "function") {
    return Uint8Array.fromBase64(base64);
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The WebAssembly module in the data block `id` of this page: base64 of raw DEFLATE. */
export async function compile(id: string): Promise<WebAssembly.Module> {
  const packed = decode(document.getElementById(id)?.textContent ?? "");
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  // A response made here is not fetched: it lets the engine compile while the rest is still being unpacked.
  return WebAssembly.compileStreaming(
    new Response(unpacked, { headers: { "content-type": "application/wasm" } }),
  );
}
