// The parser of AsyncAPI, which is not ours, on many documents in one process.
//
//   node asyncapi.mjs <folder>   one JSON object a line on stdout for each *.json of the folder: {"file", "version", "faults": [...]}

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";

const [folder] = process.argv.slice(2);
const parser = new Parser();
const ERROR_OR_WARNING = 1;

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
  const text = readFileSync(join(folder, file), "utf8");
  const found = await parser.validate(text);
  const faults = found.filter((one) => one.severity <= ERROR_OR_WARNING).map((one) => `${one.path.join("/")}: ${one.message}`);
  process.stdout.write(`${JSON.stringify({ file, version: JSON.parse(text).asyncapi, faults })}\n`);
}
