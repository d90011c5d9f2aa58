import type { Command } from "commander";

export interface CommandHelp {
  /** What the one-line description leaves open. */
  readonly about?: string;
  /** Whole command lines; the first two follow a usage error. */
  readonly examples: readonly [string, string, ...string[]];
  /** What each exit status means here, `0  …` first. */
  readonly exitStatus: readonly string[];
}

const examplesOf = new WeakMap<Command, CommandHelp["examples"]>();

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join("\n");

const shown = (examples: readonly string[]): string =>
  `Examples:\n${indented(examples.map((example) => `$ ${example.replace(/\n/g, "\n  ")}`))}`;

/** Adds examples and exit statuses to a command's `--help`, and two examples to its usage errors. */
export function withHelp(command: Command, { about, examples, exitStatus }: CommandHelp): Command {
  examplesOf.set(command, examples);
  const parts = [
    ...(about === undefined ? [] : [about.trim()]),
    shown(examples),
    `Exit status:\n${indented(exitStatus)}`,
  ];
  return command.addHelpText("after", `\n${parts.join("\n\n")}`);
}

/** The words that call a command, such as `smspump drill send`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** What follows the line of a usage error: two examples of the command, and how to get its help. */
export function usageHint(command: Command): string {
  const examples = examplesOf.get(command)?.slice(0, 2) ?? [];
  const help = `Help: ${pathOf(command)} --help`;
  return `${examples.length === 0 ? "" : `${shown(examples)}\n`}${help}\n`;
}
