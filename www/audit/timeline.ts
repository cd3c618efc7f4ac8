import { h } from "../dom.ts";

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(["svg", "g", "line", "path", "circle", "rect", "polygon", "polyline", "text", "tspan", "title", "desc"]);
/** Geometry and looks; nothing that names another resource, nothing that acts. */
const ATTRIBUTES = /^(viewBox|role|aria-(label|hidden)|class|[xy][12]?|d|points|[cr][xy]?|dx|dy|width|height|transform|text-anchor|dominant-baseline|font-(size|weight)|opacity|(fill|stroke)(-[a-z]+)?)$/;

/**
 * The chart as the core draws it for its report. Its text is escaped there. Here it is read as XML, which runs nothing,
 * and built again from what is on both lists: whatever else stood in it would not come through.
 */
export function timelineChart(svg: string): HTMLElement | null {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const chart = parsed.localName === "svg" ? copied(parsed) : null;
  return chart && h("div", { class: "chart", tabindex: 0, role: "group", "aria-label": "Timeline, scrolls sideways" }, chart);
}

function copied(from: Element): Element | null {
  if (!ELEMENTS.has(from.localName)) {
    return null;
  }
  const to = document.createElementNS(SVG, from.localName);
  for (const { name, value } of from.attributes) {
    if (ATTRIBUTES.test(name)) {
      to.setAttribute(name, value);
    }
  }
  for (const child of from.childNodes) {
    const node = child instanceof Element ? copied(child) : child.nodeType === Node.TEXT_NODE ? (child.textContent ?? "") : null;
    if (node) {
      to.append(node);
    }
  }
  return to;
}
