import {
  addressKeyText,
  isStale,
  type AddressStore,
  type Sighting,
} from "../../core/counting/new-addresses";

/** A store whose sightings can be read, so that another one can go on from them. */
export interface MemoryAddressStore extends AddressStore {
  readonly sightings: ReadonlyMap<string, Sighting>;
}

/**
 * Addresses of principals in this process.
 *
 * @param below what is known already, which stays as it is
 */
export function memoryAddressStore(
  below: ReadonlyMap<string, Sighting> = new Map(),
): MemoryAddressStore {
  const sightings = new Map<string, Sighting>();
  return {
    sightings,
    see: (key, day, sighting) => {
      const text = addressKeyText(key);
      const stored = sightings.get(text) ?? below.get(text);
      const isKnown = stored !== undefined && !isStale(stored, day);
      const { first, lastDay } = isKnown ? stored : sighting;
      sightings.set(text, { first, lastDay: Math.max(lastDay, sighting.lastDay) });
      return Promise.resolve(first);
    },
  };
}
