/** When the page has been read to its end: its data blocks stand behind the script, which need not wait for them. */
const read = new Promise<void>((resolve) => {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  } else {
    resolve();
  }
});

/** Bytes from base64. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  if (typeof Uint8Array.fromBase64 === "function") {
    return Uint8Array.fromBase64(base64);
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** What the data block `id` of this page holds: base64 of raw DEFLATE. The response is made here, not fetched. */
async function unpacked(id: string, type: string): Promise<Response> {
  await read;
  const packed = decode(document.getElementById(id)?.textContent ?? "");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream, { headers: { "content-type": type } });
}

/** The WebAssembly module in the data block `id`. The engine compiles while the rest is still being unpacked. */
export async function compile(id: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(unpacked(id, "application/wasm"));
}

/** An address for the script in the data block `id`, for a worker. */
export async function script(id: string): Promise<string> {
  const type = "text/javascript";
  const text = await (await unpacked(id, type)).blob();
  return URL.createObjectURL(new Blob([text], { type }));
}
