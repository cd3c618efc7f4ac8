// A proxy that lets nothing through and remembers who asked for what. What it was given to serve, it serves itself.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

export async function startProxy() {
  const asked = [];
  const served = new Map();
  const server = createServer((request, response) => {
    asked.push(request.url);
    const file = served.get(request.url);
    if (file) return response.setHeader("content-type", "text/html").end(readFileSync(file));
    response.writeHead(403).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(`https://${request.url}`);
    socket.on("error", () => {});
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    address: `127.0.0.1:${port}`,
    port,
    asked,
    /** From now on answers `url` with a file. */
    serve: (url, file) => served.set(url, file),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
