import encode from "qrcode-generator";
import type { Row } from "./paper.ts";

/** Characters in one code: version 17 or so at error correction M, which phones read from a page without trouble. */
const CODE_CHARACTERS = 480;
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

export interface Code {
  svg: SVGSVGElement;
  from: number;
  to: number;
}

/** The rows of a paper copy as QR codes, each with whole rows as plain text, checksums included. */
export function codes(rows: Row[]): Code[] {
  const groups: Row[][] = [[]];
  let length = 0;
  for (const row of rows) {
    const size = text(row).length + 1;
    if (length > 0 && length + size > CODE_CHARACTERS) {
      groups.push([]);
      length = 0;
    }
    groups[groups.length - 1]?.push(row);
    length += size;
  }
  return groups.map((group) => ({ svg: draw(group.map(text).join("\n")), from: group[0]?.number ?? 0, to: group[group.length - 1]?.number ?? 0 }));
}

const text = (row: Row): string => `${row.number} ${row.text} ${row.check}`;

function draw(content: string): SVGSVGElement {
  const code = encode(0, "M");
  code.addData(content, "Byte");
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (code.isDark(y, x)) {
        path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
      }
    }
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size + 2 * QUIET} ${size + 2 * QUIET}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code");
  svg.setAttribute("shape-rendering", "crispEdges");
  const modules = document.createElementNS(SVG, "path");
  modules.setAttribute("d", path);
  svg.append(modules);
  return svg;
}
