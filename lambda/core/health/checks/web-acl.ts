import { judged, ok, unknown, warn, type Check } from "../check";
import { isKnown } from "../fact";
import { counted } from "../../model/format";
import { poolsText, sendsTexts } from "../pools";

export const webAcl: Check = {
  id: "web-acl",
  asks: "Has each user pool that sends texts a web ACL of AWS WAF in front of it?",
  judge: ({ pools }) =>
    judged(pools, (all) => {
      const sending = all.filter(sendsTexts);
      const open = sending.filter((pool) => isKnown(pool.webAcl) && !pool.webAcl.value);
      if (open.length > 0) {
        return warn(
          `no web ACL: ${poolsText(open)}`,
          "associate one with a rate limit: aws wafv2 associate-web-acl",
        );
      }
      const [hidden] = sending.flatMap(({ webAcl: acl }) => (isKnown(acl) ? [] : [acl]));
      return hidden === undefined
        ? ok(`${counted(sending.length, "pool")} that may send texts`)
        : unknown(hidden);
    }),
};
