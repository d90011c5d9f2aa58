import type { Stack } from "aws-cdk-lib";
import { codeGraphs } from "../../../lib/detection/code-graphs";
import { testStack } from "../synth";

interface Line {
  readonly expression?: string;
  readonly label?: string;
  readonly id?: string;
  readonly visible?: boolean;
}

/** The lines of both graphs as CloudWatch gets them. */
function graphs(clients: readonly string[]): readonly (readonly unknown[][])[] {
  const stack: Stack = testStack();
  return codeGraphs({ clients })
    .flatMap(
      (widget) => stack.resolve(widget.toJson()) as { properties: { metrics: unknown[][] } }[],
    )
    .map(({ properties }) => properties.metrics);
}

const search = (metric: string): string =>
  `SEARCH('{SmsPumping,ClientId,service} MetricName="${metric}"', 'Sum', 3600)`;
const optionsOf = (line: readonly unknown[]): Line => line.at(-1) as Line;

test("codes of whichever client are looked for when the graph is looked at", () => {
  const [codes] = graphs([]);
  expect(codes!.map(optionsOf)).toMatchObject([
    { expression: search("CodesRequested"), label: "requested" },
    { expression: search("CodesConfirmed"), label: "confirmed" },
  ]);
});

test("the rate of all clients adds up before it divides", () => {
  const [, rates] = graphs([]);
  expect(rates!.map(optionsOf)).toMatchObject([
    {
      expression: `100 * SUM(${search("CodesConfirmed")}) / SUM(${search("CodesRequested")})`,
      label: "all clients",
    },
  ]);
});

test("each named client has a rate of its own, from metrics that are not drawn", () => {
  const [, rates] = graphs(["1web", "2app"]);
  const [, ...own] = rates!;
  expect(
    own.filter((line) => optionsOf(line).expression !== undefined).map(optionsOf),
  ).toMatchObject([
    { expression: "100 * confirmed0 / requested0", label: "1web" },
    { expression: "100 * confirmed1 / requested1", label: "2app" },
  ]);
  const hidden = own.filter((line) => optionsOf(line).visible === false);
  const metricOf = (id: string) => hidden.find((line) => optionsOf(line).id === id)!.slice(0, -1);
  expect(metricOf("confirmed1")).toEqual([
    "SmsPumping",
    "CodesConfirmed",
    "ClientId",
    "2app",
    "service",
    "detect",
  ]);
  expect(metricOf("requested0").slice(1, 4)).toEqual(["CodesRequested", "ClientId", "1web"]);
});

test("the graph stays within the 500 lines that CloudWatch draws, however many clients are named", () => {
  const clients = Array.from({ length: 1000 }, (_, i) => `client${i}`);
  const [, rates] = graphs(clients);
  expect(rates!.length).toBeLessThan(500);
  expect(rates!.length).toBe(1 + 3 * 50);
});
