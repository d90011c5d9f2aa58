import { judged, ok, together, warn, type Check } from "../check";

export const regions: Check = {
  id: "regions",
  asks: "Is there a detection stack in each Region whose money is watched?",
  judge: ({ otherRegions, region }) => {
    const others = Object.entries(otherRegions);
    if (others.length === 0) return ok(`looked at ${region} only`);
    return together(
      others.map(([other, hasDetection]) =>
        judged(hasDetection, (has) =>
          has
            ? ok(`${other} has one`)
            : warn(
                `${other}: only money is watched, calls are not`,
                `deploy detection to ${other} too if user pools or senders are there`,
              ),
        ),
      ),
    );
  },
};
