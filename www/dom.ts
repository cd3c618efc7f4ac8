export type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);

/**
 * An element. Children that are strings become text, never markup. `on...` attributes are listeners; `true` is an
 * empty attribute; `false`, `null` and `undefined` are none.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the symbols at the top of `index.html`, for the eye only: the word stands beside it. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** What must be in the page; its absence is a fault of the page itself. */
export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) {
    throw new Error(`the page has no ${selector}`);
  }
  return found;
}

export const byId = <E extends HTMLElement = HTMLElement>(id: string): E => find<E>(document, `#${id}`);

/** The element marked `data-part="name"`. */
export const part = <E extends Element = HTMLElement>(root: ParentNode, name: string): E =>
  find<E>(root, `[data-part="${name}"]`);

/** A fresh copy of a template of `index.html`, in a container of its own. */
export function fromTemplate(id: string, container: HTMLElement = h("div")): HTMLElement {
  container.append(byId<HTMLTemplateElement>(id).content.cloneNode(true));
  return container;
}

export function button(label: string, className: string, onclick: () => void, iconName?: string): HTMLButtonElement {
  return h("button", { type: "button", class: className, onclick }, iconName ? icon(iconName) : null, h("span", {}, label));
}

/** Puts focus on something that is not a control, so that reading goes on there. */
export function focusOn(element: HTMLElement): void {
  if (!element.hasAttribute("tabindex") && element.tabIndex < 0) {
    element.tabIndex = -1;
  }
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}
