import { memoryWindowStore } from "../../lambda/adapters/memory/counting";
import type { WindowStore, Chunk, WindowKey } from "../../lambda/core/counting/windows/window";
import { dayOf } from "../../lambda/core/model/time";

const dayOfChunk = ({ spanMs }: WindowKey, index: number): number => dayOf(index * spanMs);

/**
 * Windows in this process that are forgotten after some days, as a table forgets them: a long
 * replay then holds only what rules can still ask for. No finding may last longer.
 */
export function windowsByDay(keptDays: number): WindowStore {
  const days = new Map<number, WindowStore>();
  const storeFor = (key: WindowKey, index: number): WindowStore => {
    const day = dayOfChunk(key, index);
    const known = days.get(day);
    if (known !== undefined) return known;
    const made = memoryWindowStore();
    days.set(day, made);
    for (const other of days.keys()) if (other < day - keptDays) days.delete(other);
    return made;
  };
  return {
    add: (key, addition) => storeFor(key, addition.index).add(key, addition),
    read: async (key, first, last) => {
      const found: Chunk[] = [];
      for (let day = dayOfChunk(key, first); day <= dayOfChunk(key, last); day++) {
        found.push(...((await days.get(day)?.read(key, first, last)) ?? []));
      }
      return found;
    },
    cut: (key, cut) => storeFor(key, cut.index).cut(key, cut),
    forget: (key, index, texts) => storeFor(key, index).forget(key, index, texts),
  };
}
