import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../../lambda/core/model/rule";
import { catalogue } from "../../lambda/core/rules";
import { withMarkedPart } from "./marked-part";
import { limitOf } from "./rules-page";

const ROOT = join(__dirname, "..", "..");

const limitLine = ({ id, measure }: Rule): string =>
  `**Fires at** ${limitOf(measure)}, unless [the configuration](../configuration.md) says otherwise ([rule](../rules.md#${id})).`;

/** The rules' runbooks, written by hand but for the numbers at which the rules fire. */
export const runbookPages = (): readonly { readonly path: string; readonly text: string }[] =>
  catalogue
    .filter(({ measure }) => measure.kind !== "each")
    .map((rule) => {
      const path = `docs/runbooks/${rule.id}.md`;
      const stored = readFileSync(join(ROOT, path), "utf8");
      return { path, text: withMarkedPart(path, stored, "limit", limitLine(rule)) };
    });
