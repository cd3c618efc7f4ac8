// Every way to reach the network that a page has, each to a host of its own, so that a proxy that sees the host knows
// the way. The functions run in the page: they may use nothing from here but their arguments.

/** The host that an attempt asks for. Nothing answers under `.invalid` (RFC 2606). */
export const hostOf = (name) => `${name.replaceAll(" ", "-").toLowerCase()}.planted.invalid`;

const worker = (body) => `(host) => {
  const text = ${JSON.stringify(body)}.replaceAll("HOST", host);
  new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}`;
const element = (markup) => `(host) => {
  const template = document.createElement("template");
  template.innerHTML = ${JSON.stringify(markup)}.replaceAll("HOST", host);
  document.body.append(template.content);
}`;
const link = (rel, rest = {}) => `(host) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "${rel}", href: "https://" + host + "/" }, ${JSON.stringify(rest)}));
}`;

/**
 * Attempts that a policy can stop. `lacks` names the engines in which the attempt reaches nothing even without a policy,
 * as the control shows, with the reason.
 */
export const ATTEMPTS = {
  fetch: { run: "(host) => void fetch(`http://${host}/`).catch(() => {})" },
  "fetch without cors": { run: '(host) => void fetch(`http://${host}/`, { mode: "no-cors" }).catch(() => {})' },
  "fetch keepalive": { run: '(host) => void fetch(`http://${host}/`, { method: "POST", body: "x", keepalive: true, mode: "no-cors" }).catch(() => {})' },
  "fetch later": { run: "(host) => void fetchLater(`https://${host}/`, { activateAfter: 0 })", lacks: { Firefox: "does not have it", WebKit: "does not have it" } },
  XMLHttpRequest: { run: '(host) => { const it = new XMLHttpRequest(); it.open("GET", `http://${host}/`); it.send(); }' },
  "XMLHttpRequest that waits": { run: '(host) => { const it = new XMLHttpRequest(); it.open("GET", `http://${host}/`, false); it.send(); }' },
  WebSocket: { run: "(host) => void new WebSocket(`ws://${host}/`)" },
  EventSource: { run: "(host) => void new EventSource(`http://${host}/`)" },
  beacon: { run: '(host) => void navigator.sendBeacon(`http://${host}/`, "x")' },
  image: { run: "(host) => void (new Image().src = `http://${host}/`)" },
  "image set": { run: element('<picture><source srcset="http://HOST/ 1x"><img alt=""></picture>') },
  "image button": { run: element('<input type="image" alt="" src="http://HOST/">') },
  "image in a drawing": { run: element('<svg width="9" height="9"><image width="9" height="9" href="http://HOST/"></image></svg>') },
  "image of a video": { run: element('<video poster="http://HOST/"></video>') },
  audio: { run: "(host) => { const it = new Audio(`http://${host}/`); it.preload = \"auto\"; document.body.append(it); it.load(); }" },
  video: { run: element('<video preload="auto" src="http://HOST/"></video>') },
  "text track": { run: element('<video crossorigin><track kind="captions" default src="http://HOST/"></video>'), lacks: { WebKit: "asks for nothing from a file" } },
  font: { run: "(host) => void new FontFace(\"planted\", `url(http://${host}/)`).load().catch(() => {})" },
  "style sheet": { run: link("stylesheet") },
  "style import": { run: '(host) => { const it = document.createElement("style"); it.textContent = `@import "http://${host}/";`; document.head.append(it); }' },
  "style background": { run: "(host) => { document.body.style.backgroundImage = `url(http://${host}/)`; }" },
  "style of a list": { run: "(host) => { document.body.style.listStyle = `url(http://${host}/)`; document.body.style.display = \"list-item\"; }" },
  script: { run: element("<i></i>").replace("document.body.append(template.content);", 'const it = document.createElement("script"); it.src = "http://" + host + "/"; document.body.append(it);') },
  "script module": { run: '(host) => { const it = document.createElement("script"); it.type = "module"; it.src = "http://" + host + "/"; document.body.append(it); }' },
  "dynamic import": { run: "(host) => void import(`http://${host}/`).catch(() => {})" },
  frame: { run: element('<iframe src="http://HOST/"></iframe>') },
  "frame with its own text": { run: element('<iframe srcdoc="&lt;img src=http://HOST/&gt;"></iframe>') },
  object: { run: element('<object data="http://HOST/"></object>') },
  embed: { run: element('<embed src="http://HOST/">') },
  form: { run: element('<iframe name="sink"></iframe><form target="sink" method="post" action="http://HOST/"><input name="x"></form>').replace(/\n}$/, '\n  document.body.querySelector("form[target=sink]").submit();\n}') },
  ping: { run: element('<a href="#here" ping="http://HOST/">x</a>').replace(/\n}$/, '\n  document.body.querySelector("a[ping]").click();\n}'), lacks: { Firefox: "has it turned off" } },
  "worker by address": { run: "(host) => void new Worker(`http://${host}/`)", lacks: { Chromium: "refuses another origin", Firefox: "refuses another origin", WebKit: "refuses another origin" } },
  "worker that fetches": { run: worker('fetch("http://HOST/").catch(() => {})') },
  "worker that imports": { run: worker('importScripts("http://HOST/")') },
  "worker with a socket": { run: worker('new WebSocket("ws://HOST/")') },
  "worker in a worker": { run: worker('const text = \'fetch("http://HOST/").catch(() => {})\'; new Worker(URL.createObjectURL(new Blob([text])))'), lacks: { WebKit: "asks for nothing from a file" } },
  "module worker that imports": { run: worker('import "http://HOST/";').replace(", { type", ",{ type").replace(/\)\);\n}$/, '), { type: "module" });\n}'), lacks: { Chromium: "asks for nothing from a file" } },
  "shared worker": { run: worker('fetch("http://HOST/").catch(() => {})').replace("new Worker", "new SharedWorker"), lacks: { Chromium: "asks for nothing from a file" } },
  "service worker": { run: "(host) => void navigator.serviceWorker?.register(`https://${host}/`).catch(() => {})", lacks: { Chromium: "none from a file", Firefox: "none from a file", WebKit: "none from a file" } },
  "WebAssembly by address": { run: "(host) => void WebAssembly.instantiateStreaming(fetch(`http://${host}/`)).catch(() => {})" },
  prefetch: { run: link("prefetch"), lacks: { Firefox: "asks for nothing from a file", WebKit: "has it turned off" } },
  preload: { run: link("preload", { as: "image" }) },
  "module preload": { run: link("modulepreload") },
  manifest: { run: link("manifest"), lacks: { Firefox: "does not have it", WebKit: "does not have it" } },
  icon: { run: link("icon"), lacks: { WebKit: "shows none" } },
  "speculation rules": { run: '(host) => { const it = document.createElement("script"); it.type = "speculationrules"; it.textContent = JSON.stringify({ prefetch: [{ urls: [`https://${host}/`], eagerness: "immediate" }], prerender: [{ urls: [`https://${host}/`], eagerness: "immediate" }] }); document.head.append(it); }', lacks: { Chromium: "asks for nothing from a file", Firefox: "does not have it", WebKit: "does not have it" } },
};

/** What connects without a request that a policy could see, and the engines in which it does. */
export const CONNECTIONS = {
  preconnect: { run: link("preconnect"), connects: ["Chromium", "WebKit"] },
  "peer connection": {
    connects: ["Chromium", "Firefox"],
    run: `async (host) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: "turn:" + host + ":443?transport=tcp", username: "x", credential: "x" }] });
      peer.createDataChannel("x");
      await peer.setLocalDescription(await peer.createOffer());
    }`,
  },
};

/** What leaves the page: each in a page of its own. `stopped` says that the policy stops it. */
export const DEPARTURES = {
  location: { run: "(host) => { location.href = `http://${host}/`; }" },
  "link followed": { run: '(host) => { const it = document.createElement("a"); it.href = `http://${host}/`; document.body.append(it); it.click(); }' },
  refresh: { run: '(host) => { const it = document.createElement("meta"); it.httpEquiv = "refresh"; it.content = `0; url=http://${host}/`; document.head.append(it); }' },
  "new window": { run: "(host) => { const it = window.open(`http://${host}/`); setTimeout(() => it?.close(), 1000); }", lacks: { WebKit: "opens none without a click" } },
  "form sent": { run: '(host) => { const it = document.createElement("form"); it.action = `http://${host}/`; document.body.append(it); it.submit(); }', stopped: true },
};

/** Makes attempts in a page, one after the other; gives what each threw, if it did. */
export function make(page, attempts) {
  const calls = Object.entries(attempts).map(([name, { run }]) => `[${JSON.stringify(name)}, ${run}, ${JSON.stringify(hostOf(name))}]`);
  return page.run(`(async () => {
    const thrown = {};
    for (const [name, run, host] of [${calls}]) {
      try { await run(host); } catch (error) { thrown[name] = String(error); }
    }
    return JSON.stringify(thrown);
  })()`);
}

/** The names of the attempts that the proxy has seen, since the page was opened. */
export async function reached(page, attempts) {
  const sent = (await page.sent()).join("\n");
  return Object.keys(attempts).filter((name) => sent.includes(`//${hostOf(name)}`));
}
