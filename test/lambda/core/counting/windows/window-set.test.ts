import { memoryWindowStore } from "../../../../../lambda/adapters/memory/counting";
import { parseConfig } from "../../../../../lambda/core/model/config";
import {
  groupHits,
  type WindowGroup,
} from "../../../../../lambda/core/counting/windows/window-group";
import type { Observation } from "../../../../../lambda/core/model/observation";
import {
  sizeOf,
  type WindowStore,
  type WindowKey,
} from "../../../../../lambda/core/counting/windows/window";
import {
  addGroup,
  affected,
  readAround,
  trimGroup,
} from "../../../../../lambda/core/counting/windows/window-set";
import {
  burst,
  CLIENT,
  IP,
  LIVE,
  MIDNIGHT,
  requestsAt,
  ruleOf,
} from "../../../../support/observations";

const KEY: WindowKey = {
  scope: LIVE,
  target: CLIENT,
  spanMs: 1000,
  entity: { type: "ip", value: IP },
};

const groupOf = (observations: readonly Observation[]): WindowGroup =>
  groupHits(observations, [ruleOf(burst(2, 1000))], parseConfig({}))[0]!;

/** The ranges that are asked of a store which holds nothing. */
async function rangesAsked(indices: readonly number[], graceMs = 0, behind = 1) {
  const ranges: (readonly [number, number])[] = [];
  const windows: WindowStore = {
    ...memoryWindowStore(),
    read: (_key, first, last) => {
      ranges.push([first, last]);
      return Promise.resolve([]);
    },
  };
  await readAround(windows, KEY, indices, { behind, graceMs });
  return ranges;
}

test("a hit affects its own chunk and the next one", () => {
  expect(affected([7])).toEqual([7, 8]);
  expect(affected([9, 7, 8, 7])).toEqual([7, 8, 9, 10]);
  expect(affected([])).toEqual([]);
});

test("a chunk is read together with the one before it", async () => {
  expect(await rangesAsked([7])).toEqual([[6, 7]]);
});

test("as many chunks before it are read as may decide", async () => {
  expect(await rangesAsked([7], 0, 2)).toEqual([[5, 7]]);
});

test("as many chunks ahead are read as confirmations may still come in", async () => {
  expect(await rangesAsked([7], 1)).toEqual([[6, 8]]);
  expect(await rangesAsked([7], 1000)).toEqual([[6, 8]]);
  expect(await rangesAsked([7], 2500)).toEqual([[6, 10]]);
});

test("chunks close to each other are one read and others several", async () => {
  expect(await rangesAsked([7, 8, 12, 17, 18])).toEqual([
    [6, 12],
    [16, 18],
  ]);
});

test("a chunk that two reads meet is given once", async () => {
  const windows = memoryWindowStore();
  await addGroup(windows, groupOf(requestsAt([MIDNIGHT + 2000])));
  const index = MIDNIGHT / 1000;
  const chunks = await readAround(windows, KEY, [index, index + 5], {
    behind: 1,
    graceMs: 4000,
  });
  expect(chunks.map((chunk) => chunk.index)).toEqual([index + 2]);
});

test("trimming brings a window back to size and keeps its count", async () => {
  const windows = memoryWindowStore();
  const index = MIDNIGHT / 1000;
  let group = groupOf([]);
  for (let i = 0; i < 5; i++) {
    group = groupOf(requestsAt([0, 1].map((k) => MIDNIGHT + i * 100 + k)));
    await addGroup(windows, group);
  }
  await trimGroup(windows, group, await windows.read(KEY, index, index));
  const [chunk] = await windows.read(KEY, index, index);
  expect(chunk?.series["test-burst"]?.tokens).toHaveLength(4);
  expect(sizeOf(chunk!.series["test-burst"]!)).toBe(10);
});

test("trimming leaves chunks alone that the batch did not write", async () => {
  const windows = memoryWindowStore();
  const index = MIDNIGHT / 1000;
  for (let i = 0; i < 10; i++) await addGroup(windows, groupOf(requestsAt([MIDNIGHT + i])));
  const before = await windows.read(KEY, index, index);
  await trimGroup(windows, groupOf(requestsAt([MIDNIGHT + 1000])), before);
  expect(await windows.read(KEY, index, index)).toEqual(before);
});

test("of very many texts the sample stays", async () => {
  const windows = memoryWindowStore();
  const index = MIDNIGHT / 1000;
  let group = groupOf([]);
  for (let i = 0; i < 130; i++) {
    group = groupOf(requestsAt([MIDNIGHT + i], { userAgent: `agent ${i}` }));
    await addGroup(windows, group);
  }
  const [full] = await windows.read(KEY, index, index);
  expect(full?.texts).toHaveLength(130);
  await trimGroup(windows, group, [full!]);
  const [chunk] = await windows.read(KEY, index, index);
  expect([...chunk!.texts].sort()).toEqual([...full!.texts].sort().slice(0, 20));
});
