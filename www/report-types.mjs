// Makes TypeScript types from a JSON Schema: `node report-types.mjs SCHEMA TYPES`.
import { writeFile } from "node:fs/promises";
import { compileFromFile } from "json-schema-to-typescript";

const [schema, types] = process.argv.slice(2);
if (!schema || !types) {
  throw new Error("usage: node report-types.mjs SCHEMA TYPES");
}
const bannerComment = "/* Made from the report's JSON Schema. */";
await writeFile(types, await compileFromFile(schema, { bannerComment, additionalProperties: false }));
