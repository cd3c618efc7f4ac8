/** The page as it came: taken before any other part of it runs, so that nothing has changed it yet. */
const pristine = document.documentElement.cloneNode(true) as HTMLElement;

/**
 * The text of this very file, byte for byte once encoded as UTF-8.
 *
 * The page cannot read its own file. But `index.html` is written exactly as a browser serialises it, so
 * serialising the untouched document gives the file back; a browser test compares the two. What an
 * extension of the browser put into the document before the page's script ran would show up here, too.
 */
export function source(): string {
  return `<!DOCTYPE html>\n${pristine.outerHTML}`;
}
