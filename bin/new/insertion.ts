import type { Edit } from "./skeleton";

const placed = (text: string, at: number, inserted: string): string | undefined =>
  at < 0 ? undefined : text.slice(0, at) + inserted + text.slice(at);

/** Imports a name from a file of the same folder, after the last such import. */
export function importing(path: string, line: string): Edit {
  return {
    path,
    adds: line,
    apply: (text) => {
      const last = [...text.matchAll(/^import [^;]+ from "\.[^"]+";\n/gm)].at(-1);
      return placed(text, last === undefined ? -1 : last.index + last[0].length, `${line}\n`);
    },
  };
}

/** Adds an element at the end of the list that begins with `opening`, a line of its own. */
export function listing(path: string, opening: string, element: string): Edit {
  return {
    path,
    adds: `${element} (in ${opening.trim()} …)`,
    apply: (text) => {
      const start = text.indexOf(opening);
      const end = start < 0 ? -1 : text.slice(start + opening.length).search(/^\s*\]/m);
      return placed(text, end < 0 ? -1 : start + opening.length + end, `  ${element},\n`);
    },
  };
}

/** Adds text right before the first `anchor`. */
export function before(path: string, anchor: string, inserted: string): Edit {
  return {
    path,
    adds: inserted.trim(),
    apply: (text) => placed(text, text.indexOf(anchor), inserted),
  };
}
