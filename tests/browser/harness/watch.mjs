// What is put into every page to record what goes wrong in it. Runs in the page: it may use nothing from here.
export function watch() {
  if (window.watched) return;
  const watched = { violations: [], errors: [] };
  Object.defineProperty(window, "watched", { value: watched });
  document.addEventListener("securitypolicyviolation", (event) => {
    watched.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
  addEventListener("error", (event) => watched.errors.push(event.message || "an element failed to load"));
  addEventListener("unhandledrejection", (event) => watched.errors.push(`unhandled: ${event.reason}`));
  const { error } = console;
  console.error = (...args) => {
    watched.errors.push(`console: ${args.map(String).join(" ")}`);
    error.apply(console, args);
  };
}
