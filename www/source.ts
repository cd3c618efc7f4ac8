/** The page up to this script as it came: taken before any other part of it runs, so that nothing has changed it yet. */
const pristine = document.documentElement.cloneNode(true) as HTMLElement;

const END = "</body></html>";
/** What stands behind the script, and is left as it is: one data block a line. */
const BLOCKS = 'body > script[type="application/octet-stream;base64"]';

/**
 * The text of this very file, byte for byte once encoded as UTF-8; asked for when the page has been read to its end.
 *
 * The page cannot read its own file. But `index.html` is written exactly as a browser serialises it, so
 * serialising the untouched document gives the file back; a browser test compares the two. What an
 * extension of the browser put into the document before the page's script ran would show up here, too.
 */
export function source(): string {
  const before = new Set([...pristine.querySelectorAll(BLOCKS)].map(({ id }) => id));
  const behind = [...document.querySelectorAll(BLOCKS)].filter(({ id }) => !before.has(id));
  const text = pristine.outerHTML;
  if (document.readyState === "loading" || !text.endsWith(END)) {
    throw new Error("the page has not been read to its end, or does not end as it was written");
  }
  const begun = text.slice(0, -END.length);
  return `<!DOCTYPE html>\n${[begun, ...behind.map((block) => block.outerHTML)].join("\n")}${END}`;
}
